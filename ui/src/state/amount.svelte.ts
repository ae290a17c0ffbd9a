import type { Problem, TypedAmount } from '../dto';
import type { Host } from '../host';
import { problemOf } from './problem';

const NOTHING: TypedAmount = { text: '', digits: '' };

/**
 * The amount being typed. Keys build on what was typed, at once; what is shown is only ever what the
 * till made of it, so answers that arrive out of order must not show an older amount.
 */
export class AmountEntry {
  /** What the till made of the newest keys it has answered. */
  shown = $state.raw(NOTHING);
  /** Why the newest keys are no amount; until the next key, nothing can be charged. */
  problem = $state.raw<Problem | null>(null);

  #host: Host;
  #typed = '';
  #accepted = '';
  #asked = 0;
  #answered = 0;
  #newest: Promise<void> = Promise.resolve();

  constructor(host: Host) {
    this.#host = host;
  }

  get isEmpty(): boolean {
    return isNothing(this.shown.digits);
  }

  /** The newest keys, whether they are answered or not. */
  get typed(): string {
    return this.#typed;
  }

  press(digits: string): Promise<void> {
    return this.#type((this.#typed + digits).replace(/^0+/, ''));
  }

  backspace(): Promise<void> {
    return this.#type(this.#typed.slice(0, -1));
  }

  /** Replaces what was typed; the till reads separators and signs of money. */
  paste(amount: string): Promise<void> {
    return this.#type(amount);
  }

  /** The amount once every key is answered, or `null` when there is none to charge. */
  async settled(): Promise<TypedAmount | null> {
    await this.#newest;
    return this.problem === null && !this.isEmpty ? this.shown : null;
  }

  #type(typed: string): Promise<void> {
    this.#typed = typed;
    this.#newest = this.#ask(typed, ++this.#asked);
    return this.#newest;
  }

  async #ask(typed: string, turn: number): Promise<void> {
    try {
      const answer = await this.#host.typeAmount(typed);
      if (!this.#isNews(turn)) return;
      this.shown = answer;
      this.#accepted = isNothing(answer.digits) ? '' : answer.digits;
      this.problem = null;
    } catch (rejection) {
      if (!this.#isNews(turn)) return;
      this.problem = problemOf(rejection);
    }
    // Pasted text becomes digits, and refused keys are forgotten, unless more keys came meanwhile.
    if (turn === this.#asked) this.#typed = this.#accepted;
  }

  #isNews(turn: number): boolean {
    if (turn < this.#answered) return false;
    this.#answered = turn;
    return true;
  }
}

function isNothing(digits: string): boolean {
  return /^0*$/.test(digits);
}
