// What the tests of the state classes share: a till that answers when the test says so.

import type {
  Asked,
  CancelOutcome,
  Condition,
  Home,
  NewSale,
  Opened,
  Payment,
  PaymentState,
  Problem,
  SaleChanged,
  SaleRow,
  Today,
  TypedAmount,
} from '../dto';
import type { Host } from '../host';
import { rowState } from './payment-state';

/** A call that waits for its answer. */
export class Call<Args, Answer> {
  readonly answer: Promise<Answer>;
  resolve!: (answer: Answer) => void;
  reject!: (rejection: unknown) => void;

  constructor(readonly args: Args) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

class Calls<Args, Answer> {
  readonly made: Call<Args, Answer>[] = [];

  make(args: Args): Promise<Answer> {
    const call = new Call<Args, Answer>(args);
    this.made.push(call);
    return call.answer;
  }

  get count(): number {
    return this.made.length;
  }

  get last(): Call<Args, Answer> {
    const call = this.made.at(-1);
    if (call === undefined) throw new Error('the till was not called');
    return call;
  }
}

/** Formats amounts by itself; every other call waits for the test. */
export class FakeHost implements Host {
  readonly opened = new Calls<NewSale, Opened>();
  readonly asked = new Calls<number, Asked>();
  readonly cancelled = new Calls<number, CancelOutcome>();
  readonly chargedAgain = new Calls<number, Payment>();
  readonly reprinted = new Calls<number, Payment>();
  readonly printedAgain = new Calls<[saleId: number, jobId: number], Payment>();
  readonly seen = new Calls<[saleId: number, jobId: number], Payment>();
  readonly qrSlips = new Calls<number, null>();
  readonly rejectionSlips = new Calls<number, null>();
  readonly browsed = new Calls<number, null>();
  readonly homes = new Calls<void, Home>();
  readonly shown = new Calls<number | null, Payment | null>();
  closed = 0;
  stayed = 0;
  woken = 0;

  change: (change: SaleChanged) => void = () => {
    throw new Error('nobody listens');
  };
  tellCondition: (condition: Condition) => void = () => {
    throw new Error('nobody listens');
  };
  askToClose: (pending: number) => void = () => {
    throw new Error('nobody listens');
  };

  home = () => this.homes.make();
  typeAmount = (text: string): Promise<TypedAmount> => {
    const digits = text.replace(/[$.]/g, '');
    return /^\d{0,9}$/.test(digits)
      ? Promise.resolve({ text: `$${digits || '0'}`, digits: digits || '0' })
      : Promise.reject(problem(`no amount: ${text}`));
  };
  openSale = (sale: NewSale) => this.opened.make(sale);
  showPayment = (saleId: number | null) => this.shown.make(saleId);
  askNow = (saleId: number) => this.asked.make(saleId);
  cancelSale = (saleId: number) => this.cancelled.make(saleId);
  chargeAgain = (saleId: number) => this.chargedAgain.make(saleId);
  reprint = (saleId: number) => this.reprinted.make(saleId);
  printAgain = (saleId: number, jobId: number) => this.printedAgain.make([saleId, jobId]);
  receiptSeen = (saleId: number, jobId: number) => this.seen.make([saleId, jobId]);
  printQrSlip = (saleId: number) => this.qrSlips.make(saleId);
  printRejectionSlip = (saleId: number) => this.rejectionSlips.make(saleId);
  openInBrowser = (saleId: number) => this.browsed.make(saleId);
  wake = () => {
    this.woken += 1;
    return Promise.resolve(null);
  };
  stayOpen = () => {
    this.stayed += 1;
    return Promise.resolve(null);
  };
  closeWindow = () => {
    this.closed += 1;
    return Promise.resolve(null);
  };
  onSaleChanged = (take: (change: SaleChanged) => void) => {
    this.change = take;
    return Promise.resolve();
  };
  onConditionChanged = (take: (condition: Condition) => void) => {
    this.tellCondition = take;
    return Promise.resolve();
  };
  onCloseAsked = (take: (pending: number) => void) => {
    this.askToClose = take;
    return Promise.resolve();
  };
}

/** Lets everything that waits on answered calls go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

export function problem(what: string): Problem {
  return { money: 'No se cobró nada.', what, advice: 'Intente de nuevo.' };
}

export const WAITING: PaymentState = { kind: 'waiting' };
export const VALIDATING: PaymentState = { kind: 'validating' };
export const APPROVED: PaymentState = { kind: 'approved', how: 'Visa ···· 1111' };
export const REJECTED: PaymentState = { kind: 'rejected', why: 'Fondos insuficientes' };

export function attemptRejected(attempts: number): Partial<Payment> {
  return {
    state: { kind: 'attempt-rejected', attempts },
    attempts: Array.from({ length: attempts }, () => ({
      at: '14:05',
      how: 'Visa ···· 0016',
      outcome: 'rejected' as const,
      reason: 'Fondos insuficientes',
    })),
  };
}

export function payment(saleId: number, state: PaymentState, more: Partial<Payment> = {}): Payment {
  return {
    saleId,
    asOf: 1,
    amount: '$12.990',
    reference: `C1-261122-00${saleId}`,
    description: null,
    state,
    link: null,
    attempts: [],
    clockMinutesAhead: null,
    receipt: null,
    printable: null,
    ...more,
  };
}

export function row(of: Payment): SaleRow {
  const { saleId, asOf, amount, reference, state } = of;
  return {
    id: saleId,
    asOf,
    at: '14:05',
    amount,
    reference,
    state: rowState(state),
    lacksReceipt: false,
  };
}

export const TODAY: Today = { total: '$12.990', count: 1, givenBack: null };

/** All is well. */
export const FINE: Condition = { contact: { kind: 'fine' }, trading: { kind: 'open' } };

export function opened(of: Payment): Opened {
  return { kind: 'sale', payment: of };
}

export function change(of: Payment): SaleChanged {
  return { row: row(of), payment: of, today: TODAY };
}

export function home(more: Partial<Home> = {}): Home {
  return {
    till: 'C1',
    shop: 'Almacén Doña Rosa',
    mode: 'training',
    currency: 'CLP',
    sales: [],
    today: { total: '$0', count: 0, givenBack: null },
    condition: FINE,
    unfinished: null,
    ...more,
  };
}
