import { isCharacter, type TimedKey } from './keys';
import { isPin, PIN_LENGTH } from './pin';
import { Scanner } from './scanner';

/** Whoever knows a PIN types it fast, but not as fast as that. */
const HASTE = { characters: 6, pause: 30 };

/** A PIN while it is typed; a barcode is nobody's. */
export class TypedPin {
  digits = $state('');
  /** A barcode was ignored, until the next key. */
  isScanned = $state(false);

  #scanner = new Scanner(HASTE);

  /** Whether this may be the whole of it. */
  get isWhole(): boolean {
    return isPin(this.digits);
  }

  /** One digit too many stays, so that the first eight of a slow barcode pass for nobody's PIN. */
  get isTooLong(): boolean {
    return this.digits.length > PIN_LENGTH.most;
  }

  /** Takes a key before it does anything; whether it is a barcode scanner's and must do nothing. */
  hear(key: TimedKey): boolean {
    if (key.key === 'Enter') return this.#scanner.ends(key.timeStamp);
    if (!isCharacter(key)) return false;
    const before = this.#scanner.hear(key.timeStamp, this.digits, key.repeat);
    if (before === null) return false;
    this.digits = before;
    this.isScanned = true;
    return true;
  }

  press(digits: string): void {
    this.isScanned = false;
    this.digits = (this.digits + digits).slice(0, PIN_LENGTH.most + 1);
  }

  backspace(): void {
    this.isScanned = false;
    this.digits = this.digits.slice(0, -1);
  }

  clear(): void {
    this.isScanned = false;
    this.digits = '';
  }
}
