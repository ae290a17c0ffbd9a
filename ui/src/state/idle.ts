/** How time passes. */
export type Clock = {
  /** Milliseconds that a computer counts while it sleeps, too. */
  now(): number;
  /** Does something later; answers how to leave it. */
  later(milliseconds: number, act: () => void): () => void;
};

const CLOCK: Clock = {
  now: () => Date.now(),
  later: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Calls back once nobody did anything for so long. */
export class Idle {
  #limit: number;
  #act: () => void;
  #clock: Clock;
  /** When somebody last did something; `null` while it does not matter. */
  #last: number | null = null;
  #leave = () => {};

  constructor(minutes: number, act: () => void, clock: Clock = CLOCK) {
    this.#limit = minutes * 60_000;
    this.#act = act;
    this.#clock = clock;
  }

  /** Counts from now on. */
  watch(): void {
    this.#leave();
    this.#last = this.#clock.now();
    this.#leave = this.#clock.later(this.#limit, () => this.#pass());
  }

  /** Counts no more. */
  rest(): void {
    this.#leave();
    this.#last = null;
  }

  /** Somebody did something; answers whether nobody had for too long. */
  touch(): boolean {
    if (this.#last === null) return false;
    // Timers stand still while a computer sleeps.
    const isLate = this.#clock.now() - this.#last >= this.#limit;
    if (isLate) this.#pass();
    else this.watch();
    return isLate;
  }

  #pass(): void {
    this.rest();
    this.#act();
  }
}
