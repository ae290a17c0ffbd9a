import type { Cashier, People, Problem } from '../dto';
import type { Host } from '../host';
import { problemOf } from './problem';

/** Who is at the counter, and who could be. */
export class Staff {
  people = $state.raw<People>({ atCounter: { kind: 'anybody' }, cashiers: [] });
  /** Why nobody took the counter. */
  problem = $state.raw<Problem | null>(null);
  /** A PIN is being checked. */
  busy = $state(false);
  /** Who was here last, who is likely to come back. */
  lastId = $state<number | null>(null);

  #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  take(people: People): void {
    this.people = people;
    if (this.cashier !== null) this.lastId = this.cashier.id;
  }

  /** Those whose word counts for what not everybody may do. */
  get supervisors(): Cashier[] {
    return this.people.cashiers.filter(({ role }) => role === 'supervisor');
  }

  /** Whoever comes has to sign in. */
  get isLocked(): boolean {
    return this.people.atCounter.kind === 'nobody';
  }

  /** Who is signed in. */
  get cashier(): Cashier | null {
    const { atCounter } = this.people;
    return atCounter.kind === 'cashier' ? atCounter.cashier : null;
  }

  /** Whether whoever is at the counter may do what cashiers may not. */
  get supervises(): boolean {
    const { atCounter } = this.people;
    return atCounter.kind === 'anybody' || this.cashier?.role === 'supervisor';
  }

  /** Takes the counter; tells whether the PIN was right. */
  async signIn(cashierId: number, pin: string): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await this.#host.signIn(cashierId, pin);
      return true;
    } catch (rejection) {
      this.problem = problemOf(rejection);
      return false;
    } finally {
      this.busy = false;
    }
  }

  async lock(): Promise<void> {
    if (this.cashier === null) return;
    this.problem = null;
    try {
      await this.#host.lock();
    } catch (rejection) {
      this.problem = problemOf(rejection);
    }
  }
}
