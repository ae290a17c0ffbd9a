import type {
  ExportFormat,
  Exported,
  Lookup,
  Payment,
  PaymentDetail,
  Problem,
  RefundAnswer,
  RefundFinding,
  SaleDetail,
  SaleKind,
  SaleRow,
} from '../dto';
import type { Host } from '../host';
import { text } from '../text';
import type { Approval } from './approval.svelte';
import { problemOf } from './problem';
import { Refunding } from './refunding.svelte';

/** What somebody looks for, whatever page of it. */
type Wanted = Pick<Lookup, 'words' | 'kind'>;

/** The book of sales: looking one up, all that is known of it, giving money back, and tables. */
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

  /** Set while somebody is about to give money back. */
  refunding = $state.raw<Refunding | null>(null);
  /** The till is giving it back. */
  giving = $state(false);
  /** What came of it. */
  answer = $state.raw<RefundAnswer | null>(null);
  refundProblem = $state.raw<Problem | null>(null);

  #host: Host;
  #approval: Approval;
  #asked = 0;
  #answered = 0;
  #newest: Promise<void> = Promise.resolve();
  #loadingMore = false;
  #isRefunding = false;
  #unread: Problem | null = null;
  /** What change events brought: an answer may be older than an event that overtook it. */
  #heard = new Map<number, SaleRow>();

  constructor(host: Host, approval: Approval) {
    this.#host = host;
    this.#approval = approval;
  }

  /** The page comes to the front. */
  open(): void {
    if (this.answer === null && !this.#isRefunding) this.leaveRefund();
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

  /** Asks how much of a payment to give back. */
  askToRefund(payment: PaymentDetail): void {
    if (this.selected === null || this.#isRefunding) return;
    this.leaveRefund();
    this.refunding = new Refunding(this.#host, this.selected.row.id, payment);
  }

  /** Nothing more to give back, or not after all; never while the till is at it. */
  leaveRefund(): void {
    if (this.#isRefunding) return;
    this.refunding = null;
    this.answer = null;
    this.refundProblem = null;
  }

  /** Gives money back on somebody's word: what is typed, or all that is left. */
  async refund({ transaction, refundable }: PaymentDetail, amountText: string): Promise<void> {
    if (this.#isRefunding || this.refunding === null) return;
    const { saleId } = this.refunding;
    this.#isRefunding = true;
    this.refundProblem = null;
    const about = amountText.trim() === '' ? refundable?.left : this.refunding.part;
    const authority = await this.#approval.ask('refund', about ?? '');
    if (authority !== null) {
      this.giving = true;
      const order = { saleId, transaction, amount: amountText.trim() || null, authority };
      try {
        this.answer = await this.#host.refund(order);
      } catch (rejection) {
        const { unforeseen } = text.book.refund;
        const problem = problemOf(rejection, unforeseen);
        // What nobody foresaw may have given the money back: it may not be tried again.
        if (problem === unforeseen) this.answer = { state: 'unknown', told: problem };
        else this.refundProblem = problem;
      }
      this.giving = false;
    }
    this.#isRefunding = false;
    if (authority !== null) await this.#reload(saleId);
  }

  /** A supervisor says what became of a refund that nobody knew about. */
  async decide(refundId: number, finding: RefundFinding): Promise<void> {
    await this.#do('deciding', async (saleId) => {
      const amount = this.selected?.refunds.find(({ id }) => id === refundId)?.amount ?? '';
      const about = `${text.book.finding[finding]} · ${amount}`;
      const authority = await this.#approval.ask('decide-refund', about);
      if (authority === null) return;
      this.#take(await this.#host.decideRefund(saleId, refundId, finding, authority));
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
    const heard = this.#heard.get(row.id);
    return heard !== undefined && heard.asOf > row.asOf ? heard : row;
  }

  #put(row: SaleRow): void {
    const newest = this.#newestOf(row);
    this.#heard.set(row.id, newest);
    const at = this.rows.findIndex(({ id }) => id === row.id);
    const listed = this.rows[at];
    if (listed !== undefined) {
      if (listed.asOf <= newest.asOf) this.rows = this.rows.with(at, newest);
      return;
    }
    const isAll = this.shown?.kind === 'all' && this.shown.words.trim() === '';
    const [top] = this.rows;
    // An old sale that is on no page yet changes, too.
    if (isAll && (top === undefined || row.id > top.id)) this.rows = [newest, ...this.rows];
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
    const { selected } = this;
    if (selected?.row.id === row.id && selected.row.asOf > row.asOf) return;
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
