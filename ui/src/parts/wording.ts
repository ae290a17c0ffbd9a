import type { CancelOutcome } from '../dto';
import type { OpenState } from '../state/payment-state';
import type { SiteEntry } from '../state/settings-entry.svelte';
import { text } from '../text';

/** How an open payment stands, in words. */
export function stateWords(state: OpenState, amount: string): string {
  const words = text.payment;
  switch (state.kind) {
    case 'opening':
      return words.opening;
    case 'waiting':
      return words.waiting;
    case 'attempt-rejected':
      return words.attemptRejected(state.attempts);
    case 'validating':
      return words.validating;
    case 'partly-paid':
      return words.partlyPaid(state.paid, amount);
    case 'attention':
      return words.attention;
  }
}

/** What came of a cancel; `null` where a problem tells it. */
export function cancelWords(outcome: CancelOutcome): string | null {
  const words = text.cancelled;
  switch (outcome.kind) {
    case 'revoked':
      return words.revoked;
    case 'already-paid':
      return words.alreadyPaid;
    case 'given-back':
      return words.givenBack;
    case 'partly-paid':
      return words.partlyPaid;
    case 'validating':
      return words.validating;
    case 'unknown':
      return null;
  }
}

/** What taking payments there, or trying it, is called. */
export function connectWords(site: SiteEntry): string {
  const words = text.settings.banchile;
  if (site.kind === 'training') return words.practise;
  if (site.secret === 'clipboard') return words.paste;
  return site.isAsBefore ? words.check : words.connect;
}
