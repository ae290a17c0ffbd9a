import type { Problem, SecretFrom } from '../dto';
import type { Host } from '../host';
import { Task } from './task.svelte';

/** A till that did not start. */
export class Stopped {
  readonly problem: Problem;
  /** The attempt to start it. */
  task = new Task();

  #host: Host;
  #begin: () => Promise<void>;

  constructor(host: Host, problem: Problem, begin: () => Promise<void>) {
    this.#host = host;
    this.problem = problem;
    this.#begin = begin;
  }

  /** What starts it, most likely; nothing where it must be done elsewhere. */
  get remedy(): SecretFrom | null {
    switch (this.problem.remedy) {
      case 'paste-secret':
        return 'clipboard';
      case 'start-again':
        return 'keychain';
      default:
        return null;
    }
  }

  async startAgain(secret: SecretFrom): Promise<void> {
    await this.task.do(async () => {
      await this.#host.startAgain(secret);
      await this.#begin();
    });
  }
}
