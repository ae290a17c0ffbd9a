/** The longest pause between two keys of a scanner, in milliseconds. */
const PAUSE = 100;

/** So many characters, each that soon after the one before, come from no hand. */
const SHORTEST = 4;

/** Tells a barcode scanner, which types like a keyboard, from a hand. */
export class Scanner {
  #last = Number.NEGATIVE_INFINITY;
  #length = 0;
  #before = '';

  /**
   * Takes a character with its time and what had been typed before it. Answers what had been typed
   * before the barcode that it belongs to, or `null` where a hand may have typed it.
   */
  hear(at: number, before: string, isHeld: boolean): string | null {
    if (at - this.#last > PAUSE) {
      this.#length = 0;
      this.#before = before;
    }
    this.#last = at;
    // A key that is held down repeats as fast as a scanner types.
    if (!isHeld) this.#length += 1;
    return this.#isBarcode ? this.#before : null;
  }

  /** Whether an Enter at that time is the end of a barcode. */
  ends(at: number): boolean {
    if (!this.#isBarcode || at - this.#last > PAUSE) return false;
    // Some end with two.
    this.#last = at;
    return true;
  }

  get #isBarcode(): boolean {
    return this.#length >= SHORTEST;
  }
}
