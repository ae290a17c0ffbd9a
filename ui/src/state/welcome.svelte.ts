import type { Problem } from '../dto';
import type { Host } from '../host';
import type { Settings } from './settings.svelte';
import { Task } from './task.svelte';

/** The steps of setting a till up, in order. */
export const STEPS = ['shop', 'banchile', 'till', 'cashiers', 'done'] as const;
export type Step = (typeof STEPS)[number];

/** What goes on without. */
const OPTIONAL: Step[] = ['banchile', 'till'];

/** A new till meets its shop. */
export class Welcome {
  /** `null` at the beginning, where it is to be chosen what to do. */
  step = $state<Step | null>(null);
  practice = new Task();

  #host: Host;
  #settings: Settings;
  /** How it goes on. */
  #leave: () => Promise<void> | void;

  constructor(host: Host, settings: Settings, leave: () => Promise<void> | void) {
    this.#host = host;
    this.#settings = settings;
    this.#leave = leave;
  }

  /** From one. */
  get number(): number {
    return this.step === null ? 0 : STEPS.indexOf(this.step) + 1;
  }

  get isOptional(): boolean {
    return this.step !== null && OPTIONAL.includes(this.step);
  }

  /** What is under way at this step, or came of it. */
  get #tasks(): Task[] {
    const entry = this.#settings.entry;
    if (this.step === null) return [this.practice];
    if (entry === null) return [];
    switch (this.step) {
      case 'shop':
        return [entry.shop.task];
      case 'banchile':
        return [entry.site.task];
      case 'till':
        return [entry.till.task, entry.printers.task];
      case 'cashiers':
      case 'done':
        return [];
    }
  }

  get busy(): boolean {
    return this.#tasks.some((task) => task.busy);
  }

  /** Why the step was not saved. */
  get problem(): Problem | null {
    return this.#tasks.find((task) => task.problem !== null)?.problem ?? null;
  }

  /** Something else is written now. */
  forget(): void {
    this.#tasks.forEach((task) => task.forget());
  }

  /** Whether the step says all that it needs. */
  get isWhole(): boolean {
    const entry = this.#settings.entry;
    switch (this.step) {
      case 'shop':
        return entry?.shop.isWhole ?? false;
      case 'banchile':
        return entry?.site.isWhole ?? false;
      case 'till':
        return entry !== null && entry.till.isWhole && entry.printers.isWhole;
      case null:
      case 'cashiers':
      case 'done':
        return true;
    }
  }

  /** Begins with the first step; the name that a training till brings is nobody's. */
  async setUp(): Promise<void> {
    if (this.practice.busy) return;
    this.step = 'shop';
    const settings = this.#settings;
    if (settings.entry !== null) return;
    const entry = await settings.open();
    if (entry === null) return;
    entry.shop.name = '';
    await settings.findPrinters();
  }

  /** Leaves everything as it is. */
  async practise(): Promise<void> {
    await this.practice.do(async () => {
      await this.#host.changeSettings({ kind: 'as-is' });
      await this.#leave();
    });
  }

  /** Saves the step and goes on; stays where that did not come about. */
  async next(): Promise<void> {
    const { step } = this;
    if (this.busy || !this.isWhole) return;
    if ((await this.#save()) && this.step === step) await this.#goOn();
  }

  /** Goes on without saving. */
  async skip(): Promise<void> {
    if (this.isOptional && !this.busy) await this.#goOn();
  }

  back(): void {
    if (this.step === null || this.busy) return;
    this.step = STEPS[this.number - 2] ?? null;
  }

  async #save(): Promise<boolean> {
    const settings = this.#settings;
    switch (this.step) {
      case 'shop':
        return settings.saveShop();
      case 'banchile':
        return settings.connect();
      case 'till':
        return (await settings.saveTill()) && (await settings.savePrinters());
      case null:
      case 'cashiers':
      case 'done':
        return true;
    }
  }

  async #goOn(): Promise<void> {
    if (this.step === null) await this.setUp();
    else if (this.step === 'done') await this.#leave();
    else this.step = STEPS[this.number] ?? null;
  }
}
