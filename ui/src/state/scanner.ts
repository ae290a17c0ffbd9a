import { isCharacter, type TimedKey } from './keys';

/** What comes from no hand. */
type Haste = {
  /** So many characters, … */
  characters: number;
  /** … each that soon after the one before, in milliseconds. */
  pause: number;
};

/** Where nobody types in haste. */
const USUAL: Haste = { characters: 4, pause: 100 };

/** The longest pause before a scanner's Enter, in milliseconds. */
const PAUSE_BEFORE_ENTER = 100;

/** Tells a barcode scanner, which types like a keyboard, from a hand. */
export class Scanner {
  #haste: Haste;
  #last = Number.NEGATIVE_INFINITY;
  #length = 0;
  #before = '';

  constructor(haste: Haste = USUAL) {
    this.#haste = haste;
  }

  /**
   * Takes a character with its time and what had been typed before it. Answers what had been typed
   * before the barcode that it belongs to, or `null` where a hand may have typed it.
   */
  hear(at: number, before: string, isHeld: boolean): string | null {
    if (at - this.#last > this.#haste.pause) {
      this.#length = 0;
      this.#before = before;
    }
    this.#last = at;
    // A key that is held down repeats as fast as a scanner types.
    if (!isHeld) this.#length += 1;
    return this.#isBarcode ? this.#before : null;
  }

  /** Whether a key is a barcode's, where nothing is typed. */
  takes(key: TimedKey): boolean {
    if (key.key === 'Enter') return this.ends(key.timeStamp);
    return isCharacter(key) && this.hear(key.timeStamp, '', key.repeat) !== null;
  }

  /** Whether an Enter at that time is the end of a barcode. */
  ends(at: number): boolean {
    if (!this.#isBarcode || at - this.#last > PAUSE_BEFORE_ENTER) return false;
    // Some end with two.
    this.#last = at;
    return true;
  }

  get #isBarcode(): boolean {
    return this.#length >= this.#haste.characters;
  }
}
