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
import { Task } from './task.svelte';
import { TypedRut } from './typed-rut.svelte';

/** What receipts say of the shop, as it is written. */
export class ShopEntry {
  name = $state('');
  rut: TypedRut;
  address = $state('');
  footer = $state('');
  task = new Task();
  /** The sign at the top of receipts. */
  logo = new Task();

  constructor(host: Host, { name, rut, address, footer }: ShopForm) {
    this.rut = new TypedRut(host, rut);
    this.name = name;
    this.address = address;
    this.footer = footer;
  }

  get form(): ShopForm {
    const { name, rut, address, footer } = this;
    return { name: name.trim(), rut: rut.text.trim(), address, footer };
  }

  get isWhole(): boolean {
    return this.form.name !== '';
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

/** The till's code and the customer's way back, as they are written. */
export class TillEntry {
  code = $state('');
  returnUrl = $state('');
  task = new Task();

  constructor({ tillCode, returnUrl }: SettingsScreen) {
    this.code = tillCode;
    this.returnUrl = returnUrl;
  }

  get isWhole(): boolean {
    return this.code.trim() !== '';
  }
}

/** Where receipts go, as it is written. */
export class PrintersEntry {
  first: PrinterEntry;
  /** For when the first is not ready. */
  second: PrinterEntry;
  task = new Task();

  /** What only a command writes. */
  #others: PrinterForm[];

  constructor([first, second, ...others]: PrinterForm[]) {
    this.first = new PrinterEntry(first);
    this.second = new PrinterEntry(second);
    this.#others = others;
  }

  get isWhole(): boolean {
    return this.first.isWhole && this.second.isWhole;
  }

  get forms(): PrinterForm[] {
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

  /** Takes the targets that the system knows. */
  find(targets: string[]): void {
    const placed = (target: RegExp) => targets.flatMap((each) => target.exec(each)?.[1] ?? []);
    this.queues = placed(/^queue:(.*)$/s);
    // Its speed is the usual one: the system knows none.
    this.ports = placed(/^serial:(.*):\d+$/s);
  }
}
