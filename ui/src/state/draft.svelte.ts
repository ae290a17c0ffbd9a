import type { NewSale, Problem } from '../dto';
import type { Host } from '../host';
import { AmountEntry } from './amount.svelte';

/** What a cashier enters: a sale, but for what to do about another of the same amount. */
export type Entered = Omit<NewSale, 'duplicates'>;

/** The sale that is being entered, before it exists. */
export class Draft {
  amount: AmountEntry;
  description = $state('');
  allowPartial = $state(false);
  /** Why the sale could not be opened; what was entered stays. */
  refusal = $state.raw<Problem | null>(null);

  constructor(host: Host) {
    this.amount = new AmountEntry(host);
  }

  get problem(): Problem | null {
    return this.amount.problem ?? this.refusal;
  }

  get canCharge(): boolean {
    return this.amount.problem === null && !this.amount.isEmpty;
  }

  press(digits: string): void {
    this.refusal = null;
    void this.amount.press(digits);
  }

  backspace(): void {
    this.refusal = null;
    void this.amount.backspace();
  }

  paste(amount: string): void {
    this.refusal = null;
    void this.amount.paste(amount);
  }

  /** Starts anew, with an amount where one is known already. */
  reset(digits = ''): void {
    this.description = '';
    this.allowPartial = false;
    this.refusal = null;
    void this.amount.paste(digits);
  }

  /** Brings back a sale that could not be opened. */
  restore(sale: Entered): void {
    this.reset(sale.amount);
    this.description = sale.description ?? '';
    this.allowPartial = sale.allowPartial;
  }

  /** What to open, or `null` when no amount can be charged. */
  async sale(): Promise<Entered | null> {
    const amount = await this.amount.settled();
    if (amount === null) return null;
    return {
      amount: amount.digits,
      description: this.description.trim() || null,
      allowPartial: this.allowPartial,
      reference: null,
      minutes: null,
      customer: { name: '', rut: '', email: '' },
    };
  }
}
