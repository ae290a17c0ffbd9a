import type { Problem, SettingsChange, SettingsScreen } from '../dto';
import type { Host } from '../host';
import type { InTurn } from './in-turn';
import type { PrinterEntry } from './printer-entry.svelte';
import { problemOf } from './problem';
import { SettingsEntry } from './settings-entry.svelte';
import type { Staff } from './staff.svelte';

/** A part of the settings, in the order in which they are listed. */
export const SECTIONS = [
  'shop',
  'banchile',
  'till',
  'printer',
  'cashiers',
  'screen',
  'backups',
  'support',
] as const;
export type Section = (typeof SECTIONS)[number];

/** What follows from other settings for the rest of the window. */
export type Follow = {
  changed: (screen: SettingsScreen) => void;
  /** The till started anew. */
  moved: () => Promise<void>;
};

/** How the till is set up, and the changes to that. */
export class Settings {
  section = $state<Section>('shop');
  /** As the till has it; `null` until it tells. */
  kept = $state.raw<SettingsScreen | null>(null);
  /** Of the page that is open; one that was left keeps its own, so late answers disturb nobody. */
  entry = $state.raw<SettingsEntry | null>(null);
  /** Why it could not be read. */
  problem = $state.raw<Problem | null>(null);

  #host: Host;
  #staff: Staff;
  #turns: InTurn;
  #follow: Follow;
  #openings = 0;

  constructor(host: Host, staff: Staff, turns: InTurn, follow: Follow) {
    this.#host = host;
    this.#staff = staff;
    this.#turns = turns;
    this.#follow = follow;
  }

  /** The sections that hold what was not saved. */
  get unsaved(): Section[] {
    return SECTIONS.filter((section) => this.entry?.isUnsaved(section));
  }

  /** The page comes up, for whoever may change anything. */
  async open(): Promise<SettingsEntry | null> {
    const turn = ++this.#openings;
    this.entry = null;
    this.problem = null;
    if (!this.#staff.supervises) return null;
    try {
      const kept = await this.#turns.do(() => this.#host.settings());
      if (turn !== this.#openings) return null;
      this.kept = kept;
      this.entry = new SettingsEntry(this.#host, kept);
      if (this.section === 'printer') void this.findPrinters();
    } catch (rejection) {
      if (turn === this.#openings) this.problem = problemOf(rejection);
    }
    return this.entry;
  }

  /** Whoever comes next reads them anew. */
  close(): void {
    this.#openings += 1;
    this.entry = null;
    this.kept = null;
  }

  turnTo(section: Section): void {
    this.section = section;
    if (section === 'printer') void this.findPrinters();
  }

  async findPrinters(): Promise<void> {
    const { entry } = this;
    if (entry === null) return;
    entry.findProblem = null;
    try {
      entry.find(await this.#host.printers());
    } catch (rejection) {
      entry.findProblem = problemOf(rejection);
    }
  }

  /** Whether it was saved; so for the others. */
  async saveShop(): Promise<boolean> {
    const { entry } = this;
    if (entry === null || !entry.shop.isWhole) return false;
    const { shop } = entry;
    return shop.task.do(async () => {
      const { form } = shop;
      await this.#change({ kind: 'shop', shop: form });
      shop.keep(form);
    });
  }

  async setLogo(file: Blob): Promise<void> {
    await this.entry?.shop.logo.do(async () => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const logo = await this.#turns.do(() => this.#host.setLogo(bytes));
      if (this.kept !== null) this.kept = { ...this.kept, logo };
    });
  }

  async removeLogo(): Promise<void> {
    await this.entry?.shop.logo.do(() => this.#change({ kind: 'no-logo' }));
  }

  async connect(): Promise<boolean> {
    const { entry } = this;
    if (entry === null || !entry.site.isWhole) return false;
    const { site } = entry;
    return site.task.do(async () => {
      const form = site.form;
      await this.#turns.do(() => this.#host.connect(form));
      site.take(form);
      if (this.kept !== null) this.kept = { ...this.kept, ...form };
      await this.#follow.moved();
      await this.#readAgain();
    });
  }

  async saveTill(): Promise<boolean> {
    const { entry } = this;
    if (entry === null || !entry.till.isWhole) return false;
    const { till } = entry;
    return till.task.do(async () => {
      const { form } = till;
      const { tillCode } = await this.#change({ kind: 'till', ...form });
      // As the till writes it, unless it is being written anew.
      if (till.code === form.tillCode) till.code = tillCode;
      till.keep({ ...form, tillCode });
    });
  }

  async savePrinters(): Promise<boolean> {
    const { entry } = this;
    if (entry === null || !entry.printers.isWhole) return false;
    const { printers } = entry;
    return printers.task.do(async () => {
      const { form } = printers;
      await this.#change({ kind: 'printers', printers: form });
      printers.keep(form);
    });
  }

  /** Prints on a printer as it is written, saved or not. */
  async printTest(printer: PrinterEntry): Promise<void> {
    const { form } = printer;
    if (form !== null && printer.isWhole) await printer.test.do(() => this.#host.printTest(form));
  }

  async backUpNow(): Promise<void> {
    await this.entry?.backup.do(() => this.#take(() => this.#host.backUpNow()));
  }

  async saveReport(): Promise<void> {
    const { entry } = this;
    await entry?.report.do(async () => {
      entry.reportPath = await this.#host.saveDiagnostics();
    });
  }

  #change(change: SettingsChange): Promise<SettingsScreen> {
    return this.#take(() => this.#host.changeSettings(change));
  }

  async #take(call: () => Promise<SettingsScreen>): Promise<SettingsScreen> {
    const kept = await this.#turns.do(call);
    if (this.kept !== null) this.kept = kept;
    this.#follow.changed(kept);
    return kept;
  }

  /** Where the till that started anew asks who is there first, that is no fault of the move. */
  async #readAgain(): Promise<void> {
    if (this.#staff.supervises && this.entry !== null) {
      await this.#take(() => this.#host.settings()).catch(() => {});
    }
  }
}
