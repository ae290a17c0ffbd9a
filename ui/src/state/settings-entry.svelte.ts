import type {
  EnvironmentForm,
  PrinterForm,
  Problem,
  SecretFrom,
  SettingsScreen,
  ShopForm,
  SiteForm,
} from '../dto';
import type { Host } from '../host';
import { PrinterEntry } from './printer-entry.svelte';
import type { Section } from './settings.svelte';
import { Task } from './task.svelte';
import { TypedRut } from './typed-rut.svelte';

/** A form, and what of it was last kept: as it came up, or as it was saved since. */
abstract class Entry<Form> {
  task = new Task();

  #kept = $state('');

  abstract get form(): Form;

  get isUnsaved(): boolean {
    return this.told(this.form) !== this.#kept;
  }

  keep(form: Form): void {
    this.#kept = this.told(form);
  }

  /** All that it says, to compare. */
  protected told(form: Form): string {
    return JSON.stringify(form);
  }
}

/** What receipts say of the shop, as it is written. */
export class ShopEntry extends Entry<ShopForm> {
  name = $state('');
  rut: TypedRut;
  address = $state('');
  footer = $state('');
  /** The sign at the top of receipts. */
  logo = new Task();

  constructor(host: Host, { name, rut, address, footer }: ShopForm) {
    super();
    this.rut = new TypedRut(host, rut);
    this.name = name;
    this.address = address;
    this.footer = footer;
    this.keep(this.form);
  }

  get form(): ShopForm {
    const { name, rut, address, footer } = this;
    return { name: name.trim(), rut: rut.text.trim(), address, footer };
  }

  get isWhole(): boolean {
    return this.form.name !== '';
  }

  /** However a RUT is written. */
  protected override told(form: ShopForm): string {
    return super.told({ ...form, rut: form.rut.replace(/[.\s-]/g, '').toUpperCase() });
  }
}

/** Where payments are taken and as whom, as it is written. */
export class SiteEntry {
  kind = $state<EnvironmentForm['kind']>('training');
  url = $state('');
  login = $state('');
  task = new Task();

  #before = $state.raw({ kind: 'training' as EnvironmentForm['kind'], url: '' });
  #loginBefore = $state('');
  /** Where the secret key comes from, once somebody chose. */
  #secret = $state<SecretFrom | null>(null);

  constructor(kept: SettingsScreen) {
    this.take(kept);
    this.kind = this.#before.kind;
    this.url = this.#before.url;
    this.login = kept.login;
  }

  /** The till is elsewhere yet, or a key is to be pasted. */
  get isUnsaved(): boolean {
    return !this.isAsBefore || this.form.secret !== 'keychain';
  }

  /** The till is there already, and as that. */
  get isAsBefore(): boolean {
    const { kind, url } = this.#before;
    if (this.kind !== kind) return false;
    if (kind === 'training') return true;
    const isSame = this.login.trim() === this.#loginBefore;
    return isSame && (kind !== 'custom' || this.url.trim() === url);
  }

  /** The key that is kept, where the till uses it already. */
  get secret(): SecretFrom {
    return this.#secret ?? (this.isAsBefore ? 'keychain' : 'clipboard');
  }

  set secret(from: SecretFrom) {
    this.#secret = from;
  }

  /** From now on real money is taken. */
  get turnsReal(): boolean {
    return this.kind === 'production' && this.#before.kind !== 'production';
  }

  get isWhole(): boolean {
    if (this.kind === 'training') return true;
    return this.login.trim() !== '' && (this.kind !== 'custom' || this.url.trim() !== '');
  }

  get form(): SiteForm {
    const { kind, secret } = this;
    if (kind === 'training') return { environment: { kind }, login: '', secret: 'keychain' };
    const environment = kind === 'custom' ? { kind, url: this.url.trim() } : { kind };
    return { environment, login: this.login.trim(), secret };
  }

  /** The till is there now. */
  take({ environment, login }: Pick<SettingsScreen, 'environment' | 'login'>): void {
    this.#before = { url: '', ...environment };
    this.#loginBefore = login;
    this.#secret = null;
  }
}

type TillForm = Pick<SettingsScreen, 'tillCode' | 'returnUrl'>;

/** The till's code and the customer's way back, as they are written. */
export class TillEntry extends Entry<TillForm> {
  code = $state('');
  returnUrl = $state('');

  constructor({ tillCode, returnUrl }: TillForm) {
    super();
    this.code = tillCode;
    this.returnUrl = returnUrl;
    this.keep(this.form);
  }

  get form(): TillForm {
    return { tillCode: this.code, returnUrl: this.returnUrl };
  }

  get isWhole(): boolean {
    return this.code.trim() !== '';
  }
}

/** Where receipts go, as it is written. */
export class PrintersEntry extends Entry<PrinterForm[]> {
  first: PrinterEntry;
  /** For when the first is not ready. */
  second: PrinterEntry;

  /** What only a command writes. */
  #others: PrinterForm[];

  constructor([first, second, ...others]: PrinterForm[]) {
    super();
    this.first = new PrinterEntry(first);
    this.second = new PrinterEntry(second);
    this.#others = others;
    this.keep(this.form);
  }

  get isWhole(): boolean {
    return this.first.isWhole && this.second.isWhole;
  }

  get form(): PrinterForm[] {
    const written = [this.first.form, this.second.form];
    return [...written.filter((form) => form !== null), ...this.#others];
  }
}

/** What is written on the page, from when it comes up. */
export class SettingsEntry {
  shop: ShopEntry;
  site: SiteEntry;
  till: TillEntry;
  printers: PrintersEntry;
  backup = new Task();
  report = new Task();
  /** Where the last report is. */
  reportPath = $state<string | null>(null);
  /** The printers that the system knows, by name. */
  queues = $state.raw<string[]>([]);
  /** The serial ports that it knows. */
  ports = $state.raw<string[]>([]);
  /** Why it does not tell. */
  findProblem = $state.raw<Problem | null>(null);

  constructor(host: Host, kept: SettingsScreen) {
    this.shop = new ShopEntry(host, kept.shop);
    this.site = new SiteEntry(kept);
    this.till = new TillEntry(kept);
    this.printers = new PrintersEntry(kept.printers);
  }

  /** Whether a section holds what was not saved. */
  isUnsaved(section: Section): boolean {
    switch (section) {
      case 'shop':
        return this.shop.isUnsaved;
      case 'banchile':
        return this.site.isUnsaved;
      case 'till':
        return this.till.isUnsaved;
      case 'printer':
        return this.printers.isUnsaved;
      // What is chosen or done there holds at once.
      case 'cashiers':
      case 'screen':
      case 'backups':
      case 'support':
        return false;
    }
  }

  /** Takes the targets that the system knows. */
  find(targets: string[]): void {
    const placed = (target: RegExp) => targets.flatMap((each) => target.exec(each)?.[1] ?? []);
    this.queues = placed(/^queue:(.*)$/s);
    // Its speed is the usual one: the system knows none.
    this.ports = placed(/^serial:(.*):\d+$/s);
  }
}
