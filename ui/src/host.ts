// What the window asks of the till, and what the till tells the window. The only file that knows
// Tauri: everything else takes a `Host`, so that tests and other windows can bring their own.

import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type {
  Asked,
  Authority,
  CancelOutcome,
  Condition,
  CustomerDisplay,
  Exported,
  ExportFormat,
  Found,
  Home,
  Lookup,
  NewSale,
  Opened,
  Payment,
  People,
  Person,
  Picture,
  Preferences,
  PrinterForm,
  RefundAnswer,
  RefundFinding,
  RefundOrder,
  SaleChanged,
  SaleDetail,
  SecretFrom,
  SettingsChange,
  SettingsScreen,
  ShiftScreen,
  SiteForm,
  TypedAmount,
  TypedRut,
} from './dto';

/** Every call may reject with a `Problem`. */
export interface Host {
  home(): Promise<Home>;
  /** Formats what is typed or pasted so far. */
  typeAmount(text: string): Promise<TypedAmount>;
  /** Formats a RUT as typed so far, and tells whether its check digit fits. */
  typeRut(text: string): Promise<TypedRut>;
  /**
   * Answers as soon as the sale's fate is known: a link, or the state `unopened`. Where an earlier
   * sale of the same amount is still open, nothing is opened unless it is allowed.
   */
  openSale(sale: NewSale): Promise<Opened>;
  /** Says which sale is on screen, so that the till asks for it more often; `null` for none. */
  showPayment(saleId: number | null): Promise<Payment | null>;
  /** Asks the gateway at once. */
  askNow(saleId: number): Promise<Asked>;
  cancelSale(saleId: number): Promise<CancelOutcome>;
  /** A new session for the same sale. */
  chargeAgain(saleId: number): Promise<Payment>;
  reprint(saleId: number): Promise<Payment>;
  /** Prints again a receipt that did not come out whole. */
  printAgain(saleId: number, jobId: number): Promise<Payment>;
  /** A person saw all of the receipt on paper of which nobody knew what came out. */
  receiptSeen(saleId: number, jobId: number): Promise<Payment>;
  /** Answers when it is on paper. */
  printQrSlip(saleId: number): Promise<null>;
  /** Answers when it is on paper. */
  printRejectionSlip(saleId: number): Promise<null>;
  openInBrowser(saleId: number): Promise<null>;
  /** Somebody takes the counter; `onPeopleChanged` tells of it. */
  signIn(cashierId: number, pin: string): Promise<null>;
  /** Locks the till; `onPeopleChanged` tells of it. */
  lock(): Promise<null>;
  addCashier(person: Person, pin: string): Promise<null>;
  /** Changes what somebody is called and may do, and their PIN where one is given. */
  changeCashier(cashierId: number, person: Person, pin: string | null): Promise<null>;
  dismissCashier(cashierId: number): Promise<null>;
  shifts(): Promise<ShiftScreen>;
  openShift(): Promise<ShiftScreen>;
  closeShift(shiftId: number, onWordOf: Authority): Promise<ShiftScreen>;
  /** Answers when the close is on paper. */
  printShift(shiftId: number): Promise<ShiftScreen>;
  /** A page of sales, newest first. */
  lookUp(lookup: Lookup): Promise<Found>;
  saleDetail(saleId: number): Promise<SaleDetail>;
  /** Gives money back; answers when it is known what came of it, or that nobody knows. */
  refund(order: RefundOrder): Promise<RefundAnswer>;
  /** A supervisor says what became of a refund that nobody knew about. */
  decideRefund(
    saleId: number,
    refundId: number,
    finding: RefundFinding,
    onWordOf: Authority,
  ): Promise<SaleDetail>;
  /** Writes all sales that fit into a table among the user's downloads. */
  exportSales(lookup: Lookup, format: ExportFormat): Promise<Exported>;
  /** How the window looks, sounds and speaks; known also where no till starts. */
  preferences(): Promise<Preferences>;
  settings(): Promise<SettingsScreen>;
  /** Changes anything but where payments are taken. */
  changeSettings(change: SettingsChange): Promise<SettingsScreen>;
  /** Puts a sign on receipts; the picture's file as it is. */
  setLogo(file: Uint8Array): Promise<Picture>;
  /**
   * Takes payments elsewhere or as somebody else, once the gateway took the credentials. The till
   * starts anew then, so everything known of it is out of date.
   */
  connect(site: SiteForm): Promise<null>;
  /** Starts a till that did not start; with a secret key from the clipboard where it lacked one. */
  startAgain(secret: SecretFrom): Promise<null>;
  /** The printers that the system knows, and the ports that one may be at, as targets. */
  printers(): Promise<string[]>;
  /** Answers when the test page is on paper. */
  printTest(printer: PrinterForm): Promise<null>;
  backUpNow(): Promise<SettingsScreen>;
  /** Writes what support needs to know, and tells into which file. */
  saveDiagnostics(): Promise<string>;
  /** Opens the window that faces the customer, or brings it to the front. */
  showCustomerDisplay(): Promise<null>;
  /** Has everything asked about at once: somebody looks again, or the network came back. */
  wake(): Promise<null>;
  /** The window stays open after all; the next time it is asked again. */
  stayOpen(): Promise<null>;
  /** Closes the window without asking again. */
  closeWindow(): Promise<null>;

  onSaleChanged(take: (change: SaleChanged) => void): Promise<void>;
  onConditionChanged(take: (condition: Condition) => void): Promise<void>;
  /** The window was asked to close while so many payments are pending. */
  onCloseAsked(take: (pending: number) => void): Promise<void>;
  /** Somebody else is at the counter, or works here. */
  onPeopleChanged(take: (people: People) => void): Promise<void>;
}

export const tauriHost: Host = {
  home: () => invoke('home'),
  typeAmount: (text) => invoke('type_amount', { text }),
  typeRut: (text) => invoke('type_rut', { text }),
  openSale: (sale) => invoke('open_sale', { sale }),
  showPayment: (saleId) => invoke('show_payment', { saleId }),
  askNow: (saleId) => invoke('ask_now', { saleId }),
  cancelSale: (saleId) => invoke('cancel_sale', { saleId }),
  chargeAgain: (saleId) => invoke('charge_again', { saleId }),
  reprint: (saleId) => invoke('reprint', { saleId }),
  printAgain: (saleId, jobId) => invoke('print_again', { saleId, jobId }),
  receiptSeen: (saleId, jobId) => invoke('receipt_seen', { saleId, jobId }),
  printQrSlip: (saleId) => invoke('print_qr_slip', { saleId }),
  printRejectionSlip: (saleId) => invoke('print_rejection_slip', { saleId }),
  openInBrowser: (saleId) => invoke('open_in_browser', { saleId }),
  signIn: (cashierId, pin) => invoke('sign_in', { cashierId, pin }),
  lock: () => invoke('lock'),
  addCashier: (person, pin) => invoke('add_cashier', { person, pin }),
  changeCashier: (cashierId, person, pin) => invoke('change_cashier', { cashierId, person, pin }),
  dismissCashier: (cashierId) => invoke('dismiss_cashier', { cashierId }),
  shifts: () => invoke('shifts'),
  openShift: () => invoke('open_shift'),
  closeShift: (shiftId, onWordOf) => invoke('close_shift', { shiftId, onWordOf }),
  printShift: (shiftId) => invoke('print_shift', { shiftId }),
  lookUp: (lookup) => invoke('look_up', { lookup }),
  saleDetail: (saleId) => invoke('sale_detail', { saleId }),
  refund: (order) => invoke('refund', { order }),
  decideRefund: (saleId, refundId, finding, onWordOf) =>
    invoke('decide_refund', { saleId, refundId, finding, onWordOf }),
  exportSales: (lookup, format) => invoke('export_sales', { lookup, format }),
  preferences: () => invoke('preferences'),
  settings: () => invoke('settings'),
  changeSettings: (change) => invoke('change_settings', { change }),
  setLogo: (file) => invoke('set_logo', file),
  connect: (site) => invoke('connect', { site }),
  startAgain: (secret) => invoke('start_again', { secret }),
  printers: () => invoke('printers'),
  printTest: (printer) => invoke('print_test', { printer }),
  backUpNow: () => invoke('back_up_now'),
  saveDiagnostics: () => invoke('save_diagnostics'),
  showCustomerDisplay: () => invoke('show_customer_display'),
  wake: () => invoke('wake'),
  stayOpen: () => invoke('stay_open'),
  closeWindow: () => invoke('close_window'),

  onSaleChanged: async (take) => {
    await listen<SaleChanged>('sale-changed', (event) => take(event.payload));
  },
  onConditionChanged: async (take) => {
    await listen<Condition>('condition-changed', (event) => take(event.payload));
  },
  onCloseAsked: async (take) => {
    await listen<number>('close-asked', (event) => take(event.payload));
  },
  onPeopleChanged: async (take) => {
    await listen<People>('people-changed', (event) => take(event.payload));
  },
};

/** What the window that faces the customer hears; it asks nothing. */
export interface CustomerHost {
  onDisplay(take: (display: CustomerDisplay) => void): Promise<void>;
}

export const tauriCustomerHost: CustomerHost = {
  onDisplay: async (take) => {
    await listen<CustomerDisplay>('customer-display', (event) => take(event.payload));
  },
};
