import type { Host } from '../host';
import type { Approval } from './approval.svelte';

/** The shifts: the open one so far, its close, and those before. */
export class Shifts {
  #host: Host;
  #approval: Approval;

  constructor(host: Host, approval: Approval) {
    this.#host = host;
    this.#approval = approval;
  }
}
