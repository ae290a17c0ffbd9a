import type {
  ExportFormat,
  Exported,
  Lookup,
  Payment,
  PaymentDetail,
  Problem,
  RefundDetail,
  RefundFinding,
  SaleDetail,
  SaleKind,
  SaleRow,
} from '../dto';
import type { Host } from '../host';
import type { Approval } from './approval.svelte';
import { newest } from './heard';
import { problemOf } from './problem';
import { Refunds } from './refunding.svelte';

/** What somebody looks for, whatever page of it. */
type Wanted = Pick<Lookup, 'words' | 'kind'>;

/** The book of sales: looking one up, all that is known of it, and tables. */
export class Book {
  words = $state('');
  kind = $state<SaleKind>('all');
  rows = $state.raw<SaleRow[]>([]);
  hasMore = $state(false);
  /** What the rows are the answer to; `null` before there is any. */
  shown = $state.raw<Wanted | null>(null);
  /** What is looked for is not there yet. */
  busy = $state(false);
  /** Why the list is not what was asked for, or a table not written. */
  problem = $state.raw<Problem | null>(null);

  exporting = $state<ExportFormat | null>(null);
  /** The last table, until something else is looked for. */
  exported = $state.raw<Exported | null>(null);

  /** The sale that was chosen; what is known of it may not be there yet. */
  chosen = $state<number | null>(null);
  selected = $state.raw<SaleDetail | null>(null);
  /** What is being done to the open sale. */
  doing = $state<'asking' | 'printing' | 'deciding' | null>(null);
  /** The answer to "¿Pagó o no?", until another sale is opened. */
  told = $state.raw<Problem | null>(null);
  /** Why the last thing asked of the open sale did not happen. */
  saleProblem = $state.raw<Problem | null>(null);

  refunds: Refunds;

  #host: Host;
  #asked = 0;
  #answered = 0;
  #newest: Promise<void> = Promise.resolve();
  #loadingMore = false;
  #unread: Problem | null = null;
  /** What change events brought: an answer may be older than an event that overtook it. */
  #heard = new Map<number, SaleRow>();

  constructor(host: Host, approval: Approval) {
    this.#host = host;
    this.refunds = new Refunds(host, approval, (saleId) => this.#reload(saleId));
  }

  /** The page comes to the front. */
  open(): void {
    if (this.refunds.answer === null) this.refunds.leave();
    // That there was nothing may be long ago.
    if (this.rows.length === 0) this.shown = null;
    if (this.chosen !== null) void this.#load(this.chosen);
    void this.search();
  }

  /** Looks up what is written; of the answers, none takes the place of a newer one. */
  search(): Promise<void> {
    this.busy = true;
    this.#newest = this.#lookUp({ words: this.words, kind: this.kind }, ++this.#asked);
    return this.#newest;
  }

  /** Another kind of sales. */
  filter(kind: SaleKind): void {
    this.kind = kind;
    void this.search();
  }

  /** Opens the first sale of what is written, once that is there. */
  async openFirst(): Promise<void> {
    let waited;
    do {
      waited = this.#newest;
      await waited;
    } while (waited !== this.#newest);
    const [first] = this.rows;
    const isAnswer = this.shown?.words === this.words && this.shown.kind === this.kind;
    if (isAnswer && first !== undefined) await this.select(first.id);
  }

  /** The next page. */
  async more(): Promise<void> {
    const { shown } = this;
    const last = this.rows.at(-1);
    if (this.#loadingMore || this.busy || !this.hasMore || shown === null || last === undefined) {
      return;
    }
    this.#loadingMore = true;
    const turn = this.#answered;
    try {
      const found = await this.#host.lookUp({ ...shown, before: last.id });
      // Of another list by now.
      if (turn !== this.#answered) return;
      const known = new Set(this.rows.map(({ id }) => id));
      const next = found.rows.filter(({ id }) => !known.has(id));
      this.rows = [...this.rows, ...next.map((row) => this.#newestOf(row))];
      this.hasMore = found.hasMore;
      this.problem = null;
    } catch (rejection) {
      if (turn === this.#answered) this.problem = problemOf(rejection);
    } finally {
      this.#loadingMore = false;
    }
  }

  /** Opens a sale. */
  async select(saleId: number): Promise<void> {
    if (this.chosen !== saleId) this.#forget();
    this.chosen = saleId;
    await this.#load(saleId);
  }

  /** Back to the list. */
  close(): void {
    this.chosen = null;
    this.selected = null;
    this.#forget();
  }

  /** A sale changed, or is new. */
  changed(row: SaleRow): void {
    this.#put(row);
    if (this.chosen === row.id) void this.#load(row.id);
  }

  /** "¿Pagó o no?" */
  async askAgain(): Promise<void> {
    this.told = null;
    await this.#do('asking', async (saleId) => {
      const { answer } = await this.#host.askNow(saleId);
      if (this.chosen === saleId) this.told = answer;
      await this.#reload(saleId);
    });
  }

  /** Prints a receipt again. */
  async printAgain(jobId: number): Promise<void> {
    await this.#print((saleId) => this.#host.printAgain(saleId, jobId));
  }

  /** Somebody saw all of the receipt that nobody was sure of. */
  async receiptSeen(jobId: number): Promise<void> {
    await this.#print((saleId) => this.#host.receiptSeen(saleId, jobId));
  }

  /** Asks how much of a payment of the open sale to give back. */
  askToRefund(payment: PaymentDetail): void {
    if (this.selected !== null) this.refunds.ask(this.selected.row.id, payment);
  }

  /** A supervisor says what became of a refund that nobody knew about. */
  async decide(refund: RefundDetail, finding: RefundFinding): Promise<void> {
    await this.#do('deciding', async (saleId) => {
      const decided = await this.refunds.decide(saleId, refund, finding);
      if (decided !== null) this.#take(decided);
    });
  }

  /** Writes all sales that are looked for into a table. */
  async exportTo(format: ExportFormat): Promise<void> {
    if (this.exporting !== null) return;
    this.exporting = format;
    this.exported = null;
    this.problem = null;
    try {
      const lookup = { words: this.words, kind: this.kind, before: null };
      this.exported = await this.#host.exportSales(lookup, format);
    } catch (rejection) {
      this.problem = problemOf(rejection);
    }
    this.exporting = null;
  }

  async #lookUp(wanted: Wanted, turn: number): Promise<void> {
    this.exported = null;
    try {
      const found = await this.#host.lookUp({ ...wanted, before: null });
      if (turn < this.#answered) return;
      this.#answered = turn;
      this.rows = found.rows;
      this.hasMore = found.hasMore;
      this.shown = wanted;
      this.problem = null;
      // What changed or was opened while the till looked.
      const newer = [...this.#heard.values()].sort((one, other) => one.id - other.id);
      newer.forEach((row) => this.#put(row));
    } catch (rejection) {
      if (turn < this.#answered) return;
      this.#answered = turn;
      this.problem = problemOf(rejection);
    }
    if (turn === this.#asked) this.busy = false;
  }

  #newestOf(row: SaleRow): SaleRow {
    return newest(this.#heard.get(row.id), row);
  }

  #put(row: SaleRow): void {
    const now = this.#newestOf(row);
    this.#heard.set(row.id, now);
    const at = this.rows.findIndex(({ id }) => id === row.id);
    if (at >= 0) {
      this.rows = this.rows.with(at, newest(this.rows[at], now));
      return;
    }
    const isAll = this.shown?.kind === 'all' && this.shown.words.trim() === '';
    const [top] = this.rows;
    // An old sale that is on no page yet changes, too.
    if (isAll && (top === undefined || row.id > top.id)) this.rows = [now, ...this.rows];
  }

  async #load(saleId: number): Promise<void> {
    try {
      this.#take(await this.#host.saleDetail(saleId));
      // Why it could not be read is over.
      if (this.saleProblem === this.#unread) this.saleProblem = null;
      this.#unread = null;
    } catch (rejection) {
      if (this.chosen !== saleId) return;
      this.#unread = this.saleProblem = problemOf(rejection);
      if (this.selected?.row.id !== saleId) this.chosen = this.selected?.row.id ?? null;
    }
  }

  async #reload(saleId: number): Promise<void> {
    if (this.chosen === saleId) await this.#load(saleId);
  }

  /** Unless another sale was opened, or more is known by now. */
  #take(detail: SaleDetail): void {
    const { row } = detail;
    if (this.chosen !== row.id) return;
    const shown = this.selected?.row;
    if (shown?.id === row.id && newest(shown, row) !== row) return;
    this.selected = detail;
    this.#put(row);
  }

  async #print(print: (saleId: number) => Promise<Payment>): Promise<void> {
    await this.#do('printing', async (saleId) => {
      await print(saleId);
      await this.#reload(saleId);
    });
  }

  /** One thing at a time, and why it did not happen. */
  async #do(
    what: NonNullable<Book['doing']>,
    action: (saleId: number) => Promise<void>,
  ): Promise<void> {
    const saleId = this.selected?.row.id;
    if (this.doing !== null || saleId === undefined) return;
    this.doing = what;
    this.saleProblem = null;
    try {
      await action(saleId);
    } catch (rejection) {
      if (this.chosen === saleId) this.saleProblem = problemOf(rejection);
    }
    this.doing = null;
  }

  #forget(): void {
    this.told = null;
    this.saleProblem = null;
  }
}
