import type { NewSale, Problem } from '../dto';
import type { Host } from '../host';
import { AmountEntry } from './amount.svelte';
import { TypedRut } from './typed-rut.svelte';

/** What a cashier enters: a sale, but for what to do about another of the same amount. */
export type Entered = Omit<NewSale, 'duplicates'>;

/** What a sale may have that most do without. */
export type Option = 'customer' | 'partial' | 'reference' | 'time';

/** What came of a barcode: nothing, or it stands in a text that was being written. */
export type Scanned = 'ignored' | 'written';

/** The sale that is being entered, before it exists. */
export class Draft {
  amount: AmountEntry;
  description = $state('');
  allowPartial = $state(false);
  name = $state('');
  rut: TypedRut;
  email = $state('');
  reference = $state('');
  /** How long the customer may take; as usual where it is `null`. */
  minutes = $state<number | null>(null);
  /** What most sales do without is to be seen. */
  showsOptions = $state(false);
  /** Why the sale could not be opened; what was entered stays. */
  refusal = $state.raw<Problem | null>(null);
  /** Set from a barcode until the next key. */
  scanned = $state<Scanned | null>(null);

  constructor(host: Host) {
    this.amount = new AmountEntry(host);
    this.rut = new TypedRut(host);
  }

  get problem(): Problem | null {
    return this.amount.problem ?? this.refusal;
  }

  get canCharge(): boolean {
    return this.amount.problem === null && !this.amount.isEmpty;
  }

  /** What is set of what most sales do without. */
  get options(): Option[] {
    const isSet: Record<Option, boolean> = {
      customer: `${this.name}${this.rut.text}${this.email}`.trim() !== '',
      partial: this.allowPartial,
      reference: this.reference.trim() !== '',
      time: this.minutes !== null,
    };
    return (Object.keys(isSet) as Option[]).filter((option) => isSet[option]);
  }

  press(digits: string): void {
    this.#forget();
    void this.amount.press(digits);
  }

  backspace(): void {
    this.#forget();
    this.scanned = null;
    void this.amount.backspace();
  }

  paste(amount: string): void {
    this.#forget();
    this.scanned = null;
    void this.amount.paste(amount);
  }

  /** A barcode was typed into the amount: back to what stood there before. */
  takeBack(before: string): void {
    if (this.amount.typed !== before) void this.amount.paste(before);
    this.scanned = 'ignored';
  }

  /** Starts anew, with an amount where one is known already. */
  reset(digits = ''): void {
    this.#forget();
    this.scanned = null;
    this.description = '';
    this.allowPartial = false;
    this.name = '';
    this.rut.put('');
    this.email = '';
    this.reference = '';
    this.minutes = null;
    this.showsOptions = false;
    void this.amount.paste(digits);
  }

  /** Brings back a sale that could not be opened. */
  restore(sale: Entered): void {
    this.reset(sale.amount);
    this.description = sale.description ?? '';
    this.allowPartial = sale.allowPartial;
    this.name = sale.customer.name;
    this.rut.put(sale.customer.rut);
    this.email = sale.customer.email;
    this.reference = sale.reference ?? '';
    this.minutes = sale.minutes;
    this.showsOptions = this.options.length > 0;
  }

  /** What to open, or `null` when no amount can be charged. */
  async sale(): Promise<Entered | null> {
    const amount = await this.amount.settled();
    if (amount === null) return null;
    return {
      amount: amount.digits,
      description: this.description.trim() || null,
      allowPartial: this.allowPartial,
      reference: this.reference.trim() || null,
      minutes: this.minutes,
      customer: {
        name: this.name.trim(),
        rut: this.rut.text.trim(),
        email: this.email.trim(),
      },
    };
  }

  #forget(): void {
    this.refusal = null;
  }
}
