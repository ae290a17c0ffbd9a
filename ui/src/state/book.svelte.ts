import type { Host } from '../host';
import type { Approval } from './approval.svelte';

/** The book of sales: looking one up, all that is known of it, giving money back, and tables. */
export class Book {
  #host: Host;
  #approval: Approval;

  constructor(host: Host, approval: Approval) {
    this.#host = host;
    this.#approval = approval;
  }
}
