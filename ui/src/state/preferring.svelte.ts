import type { Preferences } from '../dto';
import type { Host } from '../host';
import type { InTurn } from './in-turn';
import { Task } from './task.svelte';

/** Where nobody chose anything yet, or nobody can read it. */
export const USUAL: Preferences = {
  language: 'es',
  theme: 'system',
  sounds: true,
  lockAfter: 5,
  customerDisplay: false,
};

/** How the window looks, sounds and speaks. Each choice holds at once. */
export class Preferring {
  /** As chosen. */
  now = $state.raw<Preferences>(USUAL);
  /** The last choice. */
  task = $state.raw(new Task());

  #host: Host;
  #turns: InTurn;
  /** Loads the window anew: what is on screen keeps its language. */
  #reload: () => void;
  #kept: Preferences;

  constructor(host: Host, turns: InTurn, kept: Preferences, reload: () => void) {
    this.#host = host;
    this.#turns = turns;
    this.#reload = reload;
    this.#kept = kept;
    this.now = kept;
  }

  async choose(change: Partial<Preferences>): Promise<void> {
    const chosen = { ...this.now, ...change };
    const task = new Task();
    this.now = chosen;
    this.task = task;
    const isKept = await task.do(() => this.#turns.do(() => this.#keep(chosen)));
    if (!isKept && this.now === chosen) this.now = this.#kept;
  }

  /** Brings the customer's window to the front. */
  async showDisplay(): Promise<void> {
    this.task = new Task();
    await this.task.do(() => this.#host.showCustomerDisplay());
  }

  async #keep(chosen: Preferences): Promise<void> {
    const before = this.#kept;
    await this.#host.changeSettings({ kind: 'window', preferences: chosen });
    this.#kept = chosen;
    if (chosen.language !== before.language) this.#reload();
  }
}
