// What the window asks of the till, and what the till tells the window. The only file that knows
// Tauri: everything else takes a `Host`, so that tests and other windows can bring their own.

import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type {
  Asked,
  CancelOutcome,
  Condition,
  Home,
  NewSale,
  Opened,
  Payment,
  SaleChanged,
  TypedAmount,
} from './dto';

/** Every call may reject with a `Problem`. */
export interface Host {
  home(): Promise<Home>;
  /** Formats what is typed or pasted so far. */
  typeAmount(text: string): Promise<TypedAmount>;
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
}

export const tauriHost: Host = {
  home: () => invoke('home'),
  typeAmount: (text) => invoke('type_amount', { text }),
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
};
