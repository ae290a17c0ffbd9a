import type { Problem, Shift, ShiftScreen } from '../dto';
import type { Host } from '../host';
import type { Approval } from './approval.svelte';
import { problemOf } from './problem';
import { text } from '../text';

/** What is being done to the shifts. */
export type ShiftDeed = 'begin' | 'close' | 'print';

/** The shifts: the open one so far, its close, and those before. */
export class Shifts {
  screen = $state.raw<ShiftScreen | null>(null);
  /** What is under way. */
  doing = $state<ShiftDeed | null>(null);
  /** The cashier is asked whether the open shift is to be closed. */
  asking = $state(false);
  /** The shift whose close came out last. */
  printed = $state<number | null>(null);

  #chosenId = $state<number | null>(null);
  /** Why something was not done, until something else is. */
  #refusal = $state.raw<Problem | null>(null);
  /** Why the shifts could not be read, until they can. */
  #unread = $state.raw<Problem | null>(null);

  #host: Host;
  #approval: Approval;
  #asked = 0;
  #answered = 0;
  #reading = false;
  #stale = false;

  constructor(host: Host, approval: Approval) {
    this.#host = host;
    this.#approval = approval;
  }

  get busy(): boolean {
    return this.doing !== null;
  }

  get problem(): Problem | null {
    return this.#refusal ?? this.#unread;
  }

  /** The closed shift that is looked at; `null` for the open one. */
  get chosen(): Shift | null {
    return this.screen?.closed.find(({ id }) => id === this.#chosenId) ?? null;
  }

  /** The page comes up: the open shift, as it is now. An older total would pass for today's. */
  async open(): Promise<void> {
    this.screen = null;
    this.choose(null);
    await this.#refresh();
  }

  /** Looks at a closed shift, or with `null` at the open one. */
  choose(shiftId: number | null): void {
    this.#chosenId = shiftId;
    this.#refusal = null;
    this.printed = null;
    this.asking = false;
  }

  /** A sale changed while the page is open: so may have the open shift's numbers. */
  changed(): void {
    void this.#refresh();
  }

  async begin(): Promise<void> {
    await this.#do('begin', () => this.#host.openShift());
  }

  askToClose(): void {
    this.asking = !this.busy && this.screen?.open != null;
  }

  keepOpen(): void {
    this.asking = false;
  }

  /** Closes the open shift, where somebody answers for it, and goes on looking at it. */
  async close(): Promise<void> {
    const shift = this.screen?.open;
    this.asking = false;
    if (shift == null || this.busy) return;
    const authority = shift.isForeign
      ? await this.#approval.ask('close-shift', text.shifts.numbered(shift.id, shift.openedBy))
      : ({ kind: 'at-counter' } as const);
    if (authority === null) return;
    if (await this.#do('close', () => this.#host.closeShift(shift.id, authority))) {
      this.choose(shift.id);
    }
  }

  /** Prints the close of a shift. */
  async print(shiftId: number): Promise<void> {
    if (this.busy) return;
    this.printed = null;
    if (await this.#do('print', () => this.#host.printShift(shiftId))) this.printed = shiftId;
  }

  /** Whether it was done. */
  async #do(deed: ShiftDeed, call: () => Promise<ShiftScreen>): Promise<boolean> {
    if (this.busy) return false;
    this.doing = deed;
    this.#refusal = null;
    const turn = ++this.#asked;
    try {
      this.#take(await call(), turn);
      return true;
    } catch (rejection) {
      this.#refusal = problemOf(rejection);
      return false;
    } finally {
      this.doing = null;
      if (this.#stale) void this.#refresh();
    }
  }

  /**
   * Reads the shifts, one reading at a time however often it is asked for; and none while something
   * is being done to them, which answers with newer ones.
   */
  async #refresh(): Promise<void> {
    this.#stale = true;
    if (this.#reading) return;
    this.#reading = true;
    while (this.#stale && !this.busy) {
      this.#stale = false;
      const turn = ++this.#asked;
      try {
        this.#take(await this.#host.shifts(), turn);
      } catch (rejection) {
        if (turn > this.#answered) this.#unread = problemOf(rejection);
      }
    }
    this.#reading = false;
  }

  /** Takes an answer, unless one that was asked for later is there already. */
  #take(screen: ShiftScreen, turn: number): void {
    if (turn < this.#answered) return;
    this.#answered = turn;
    this.screen = screen;
    this.#unread = null;
  }
}
