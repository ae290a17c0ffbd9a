import type { Problem } from '../dto';
import { problemOf } from './problem';

/** Something that is asked for by hand, once at a time, and what came of it. */
export class Task {
  busy = $state(false);
  /** It was done as things stand now. */
  isDone = $state(false);
  problem = $state.raw<Problem | null>(null);

  #isOutdated = false;

  /** Whether it was done. */
  async do(act: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.forget();
    this.#isOutdated = false;
    this.busy = true;
    try {
      await act();
      this.isDone = !this.#isOutdated;
      return true;
    } catch (rejection) {
      this.problem = problemOf(rejection);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Something changed since: what came of it is no news any more. */
  forget(): void {
    this.#isOutdated = true;
    this.isDone = false;
    this.problem = null;
  }
}
