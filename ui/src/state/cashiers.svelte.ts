import type { Cashier, Person, Problem, Role } from '../dto';
import type { Host } from '../host';
import { isPin } from './pin';
import { problemOf } from './problem';
import type { Staff } from './staff.svelte';

/** The longest name, in characters. */
export const LONGEST_NAME = 30;

/** What is being written of somebody who works here, or is to. */
export class CashierForm {
  /** Whom it is about; `null` for somebody new. */
  readonly id: number | null;
  /** What they are called so far. */
  readonly before: string;
  /** Somebody has to supervise, so the first one does. */
  readonly isFirst: boolean;
  name = $state('');
  role = $state<Role>('cashier');
  pin = $state('');
  pinAgain = $state('');

  constructor(of: Cashier | null, isFirst: boolean) {
    this.id = of?.id ?? null;
    this.isFirst = isFirst;
    this.before = of?.name ?? '';
    this.name = this.before;
    this.role = of?.role ?? (isFirst ? 'supervisor' : 'cashier');
  }

  get person(): Person {
    return { name: this.name.trim(), role: this.role };
  }

  /** The PIN is being typed for the second time, and not alike. */
  get differs(): boolean {
    return !this.pin.startsWith(this.pinAgain);
  }

  /** Somebody who has a PIN already may keep it. */
  get keepsPin(): boolean {
    return this.id !== null && this.pin === '' && this.pinAgain === '';
  }

  get canSave(): boolean {
    const { name } = this.person;
    const isNamed = name !== '' && [...name].length <= LONGEST_NAME;
    return isNamed && (this.keepsPin || (isPin(this.pin) && this.pin === this.pinAgain));
  }
}

/** Who works here, and the changes to that. The list itself is the staff's. */
export class Cashiers {
  /** Set while somebody is added or changed. */
  form = $state.raw<CashierForm | null>(null);
  /** Set while it is asked whether somebody works here no more. */
  leaving = $state.raw<Cashier | null>(null);
  /** Why the last change did not come about. */
  problem = $state.raw<Problem | null>(null);
  /** A change is under way. */
  busy = $state(false);

  #host: Host;
  #staff: Staff;

  constructor(host: Host, staff: Staff) {
    this.#host = host;
    this.#staff = staff;
  }

  add(): void {
    this.leave();
    this.form = new CashierForm(null, this.#staff.people.cashiers.length === 0);
  }

  change(cashier: Cashier): void {
    this.leave();
    this.form = new CashierForm(cashier, false);
  }

  /** Asks before somebody is dismissed. */
  askToDismiss(cashier: Cashier): void {
    this.leave();
    this.leaving = cashier;
  }

  /** Changes nothing; what was typed is forgotten. */
  leave(): void {
    this.form = null;
    this.leaving = null;
    this.problem = null;
  }

  async save(): Promise<void> {
    const { form } = this;
    if (form === null || !form.canSave) return;
    const { id, person } = form;
    await this.#do(() =>
      id === null
        ? this.#host.addCashier(person, form.pin)
        : this.#host.changeCashier(id, person, form.keepsPin ? null : form.pin),
    );
  }

  async dismiss(): Promise<void> {
    const { leaving } = this;
    if (leaving !== null) await this.#do(() => this.#host.dismissCashier(leaving.id));
  }

  async #do(change: () => Promise<null>): Promise<void> {
    if (this.busy) return;
    const { form, leaving } = this;
    const stayed = () => this.form === form && this.leaving === leaving;
    this.busy = true;
    this.problem = null;
    try {
      await change();
      if (stayed()) this.leave();
    } catch (rejection) {
      if (stayed()) this.problem = problemOf(rejection);
    } finally {
      this.busy = false;
    }
  }
}
