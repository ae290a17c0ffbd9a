// What the tests of the state classes share: a till that answers when the test says so.

import type {
  Asked,
  Authority,
  CancelOutcome,
  Condition,
  Exported,
  ExportFormat,
  Found,
  Home,
  Lookup,
  NewSale,
  Opened,
  Payment,
  PaymentDetail,
  PaymentState,
  People,
  Person,
  Picture,
  Preferences,
  PrinterForm,
  Problem,
  RefundAnswer,
  RefundFinding,
  RefundOrder,
  SaleChanged,
  SaleDetail,
  SaleRow,
  SecretFrom,
  SettingsChange,
  SettingsScreen,
  ShiftScreen,
  SiteForm,
  Today,
  Waiting,
  TypedAmount,
  TypedRut,
} from '../dto';
import type { Host } from '../host';
import { rowState } from './payment-state';
import { USUAL } from './preferring.svelte';

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
  readonly signedIn = new Calls<[cashierId: number, pin: string], null>();
  readonly added = new Calls<[person: Person, pin: string], null>();
  readonly changed = new Calls<[cashierId: number, person: Person, pin: string | null], null>();
  readonly dismissed = new Calls<number, null>();
  readonly shiftsRead = new Calls<void, ShiftScreen>();
  readonly shiftsOpened = new Calls<void, ShiftScreen>();
  readonly shiftsClosed = new Calls<[shiftId: number, onWordOf: Authority], ShiftScreen>();
  readonly shiftsPrinted = new Calls<number, ShiftScreen>();
  readonly lookups = new Calls<Lookup, Found>();
  readonly details = new Calls<number, SaleDetail>();
  readonly refunds = new Calls<RefundOrder, RefundAnswer>();
  readonly decided = new Calls<
    [saleId: number, refundId: number, finding: RefundFinding, onWordOf: Authority],
    SaleDetail
  >();
  readonly exported = new Calls<[lookup: Lookup, format: ExportFormat], Exported>();
  readonly ruts = new Calls<string, TypedRut>();
  readonly preferencesRead = new Calls<void, Preferences>();
  readonly settingsRead = new Calls<void, SettingsScreen>();
  readonly settingsChanged = new Calls<SettingsChange, SettingsScreen>();
  readonly logos = new Calls<Uint8Array, Picture>();
  readonly connected = new Calls<SiteForm, null>();
  readonly startedAgain = new Calls<SecretFrom, null>();
  readonly printersFound = new Calls<void, string[]>();
  readonly testPages = new Calls<PrinterForm, null>();
  readonly backedUp = new Calls<void, SettingsScreen>();
  readonly diagnosed = new Calls<void, string>();
  readonly shownToCustomer = new Calls<void, null>();
  closed = 0;
  locked = 0;
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

  tellPeople: (people: People) => void = () => {
    throw new Error('nobody listens');
  };

  home = () => this.homes.make();
  typeAmount = (text: string): Promise<TypedAmount> => {
    const digits = text.replace(/[$.]/g, '');
    return /^\d{0,9}$/.test(digits)
      ? Promise.resolve({ text: `$${digits || '0'}`, digits: digits || '0' })
      : Promise.reject(problem(`no amount: ${text}`));
  };
  typeRut = (text: string) => this.ruts.make(text);
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
  signIn = (cashierId: number, pin: string) => this.signedIn.make([cashierId, pin]);
  lock = () => {
    this.locked += 1;
    return Promise.resolve(null);
  };
  addCashier = (person: Person, pin: string) => this.added.make([person, pin]);
  changeCashier = (cashierId: number, person: Person, pin: string | null) =>
    this.changed.make([cashierId, person, pin]);
  dismissCashier = (cashierId: number) => this.dismissed.make(cashierId);
  shifts = () => this.shiftsRead.make();
  openShift = () => this.shiftsOpened.make();
  closeShift = (shiftId: number, onWordOf: Authority) =>
    this.shiftsClosed.make([shiftId, onWordOf]);
  printShift = (shiftId: number) => this.shiftsPrinted.make(shiftId);
  lookUp = (lookup: Lookup) => this.lookups.make(lookup);
  saleDetail = (saleId: number) => this.details.make(saleId);
  refund = (order: RefundOrder) => this.refunds.make(order);
  decideRefund = (
    saleId: number,
    refundId: number,
    finding: RefundFinding,
    onWordOf: Authority,
  ) => this.decided.make([saleId, refundId, finding, onWordOf]);
  exportSales = (lookup: Lookup, format: ExportFormat) => this.exported.make([lookup, format]);
  preferences = () => this.preferencesRead.make();
  settings = () => this.settingsRead.make();
  changeSettings = (change: SettingsChange) => this.settingsChanged.make(change);
  setLogo = (file: Uint8Array) => this.logos.make(file);
  connect = (site: SiteForm) => this.connected.make(site);
  startAgain = (secret: SecretFrom) => this.startedAgain.make(secret);
  printers = () => this.printersFound.make();
  printTest = (printer: PrinterForm) => this.testPages.make(printer);
  backUpNow = () => this.backedUp.make();
  saveDiagnostics = () => this.diagnosed.make();
  showCustomerDisplay = () => this.shownToCustomer.make();
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
  onPeopleChanged = (take: (people: People) => void) => {
    this.tellPeople = take;
    return Promise.resolve();
  };
}

/** A till that knows no cashiers. */
export const ANYBODY: People = { atCounter: { kind: 'anybody' }, cashiers: [] };

const ANA = { id: 1, name: 'Ana', role: 'supervisor' } as const;
const BETO = { id: 2, name: 'Beto', role: 'cashier' } as const;

/** Ana supervises and Beto charges; the till is locked, or one of them is there. */
export function staffed(there: 'nobody' | 'ana' | 'beto'): People {
  const cashiers = [ANA, BETO];
  if (there === 'nobody') return { atCounter: { kind: 'nobody' }, cashiers };
  const cashier = there === 'ana' ? ANA : BETO;
  return { atCounter: { kind: 'cashier', cashier }, cashiers };
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

/** A payment that can be given back, and that it was. */
export const PAID: PaymentDetail = {
  transaction: 8001,
  amount: '$12.990',
  at: '22-11-2026 14:07',
  how: 'Visa ···· 1111',
  outcome: 'approved',
  reason: '',
  issuer: null,
  authorization: '614761',
  instalments: null,
  refundable: { left: '$12.990' },
};

export const GIVEN_BACK: RefundAnswer = { state: 'given-back', told: problem('Se devolvieron $12.990.') };

export const TODAY: Today = { total: '$12.990', count: 1, givenBack: null };

export const NOTHING_WAITS: Waiting = { pending: 0, attention: 0 };

/** All is well. */
export const FINE: Condition = { contact: { kind: 'fine' }, trading: { kind: 'open' } };

export function opened(of: Payment): Opened {
  return { kind: 'sale', payment: of };
}

export function change(of: Payment): SaleChanged {
  return { row: row(of), payment: of, today: TODAY, waiting: NOTHING_WAITS };
}

export function home(more: Partial<Home> = {}): Home {
  return {
    till: 'C1',
    isNew: false,
    shop: 'Almacén Doña Rosa',
    mode: 'training',
    currency: 'CLP',
    sales: [],
    today: { total: '$0', count: 0, givenBack: null },
    waiting: NOTHING_WAITS,
    condition: FINE,
    people: ANYBODY,
    unfinished: null,
    ...more,
  };
}

export const PRINTER: PrinterForm = {
  target: 'queue:EPSON',
  columns: '48',
  dots: '576',
  letters: 'windows-1252',
  doubleByte: 'absent',
  qr: 'native',
  cut: 'full',
  drawer: 'none',
};

export function settingsScreen(more: Partial<SettingsScreen> = {}): SettingsScreen {
  return {
    environment: { kind: 'training' },
    login: '',
    tillCode: 'C1',
    returnUrl: 'https://www.banchilepagos.cl/',
    shop: { name: 'Almacén Doña Rosa', rut: '', address: '', footer: '' },
    usualFooter: 'No reemplaza la boleta',
    logo: null,
    printers: [PRINTER],
    preferences: USUAL,
    folder: '/datos',
    backups: [],
    ...more,
  };
}
