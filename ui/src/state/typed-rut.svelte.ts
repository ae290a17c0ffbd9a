import type { RutCheck } from '../dto';
import type { Host } from '../host';

/** A RUT while it is written: the till tells whether it is one, and how it is written well. */
export class TypedRut {
  check = $state<RutCheck>('unfinished');

  #host: Host;
  #text = $state('');
  #formatted: string | null = null;
  /** Nobody is writing it: it may change by itself. */
  #isLeft = true;
  #asked = 0;

  constructor(host: Host, text = '') {
    this.#host = host;
    if (text !== '') this.put(text);
  }

  get text(): string {
    return this.#text;
  }

  /** As typed so far. */
  set text(text: string) {
    this.#isLeft = false;
    this.#type(text);
  }

  /** Puts one there that nobody types. */
  put(text: string): void {
    this.#isLeft = true;
    this.#type(text);
  }

  /** Whoever wrote it goes on to something else. */
  leave(): void {
    this.#isLeft = true;
    this.#format();
  }

  #type(text: string): void {
    this.#text = text;
    this.#formatted = null;
    const turn = ++this.#asked;
    if (text.trim() === '') this.check = 'unfinished';
    else void this.#ask(text, turn);
  }

  async #ask(text: string, turn: number): Promise<void> {
    try {
      const answer = await this.#host.typeRut(text);
      if (turn !== this.#asked) return;
      this.check = answer.check;
      if (answer.check === 'right') this.#formatted = answer.text;
      this.#format();
    } catch {
      if (turn === this.#asked) this.check = 'unfinished';
    }
  }

  #format(): void {
    if (this.#isLeft && this.#formatted !== null) this.#text = this.#formatted;
  }
}
