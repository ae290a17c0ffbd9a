import type {
  Condition,
  Duplicates,
  Home,
  Opened,
  Payment,
  People,
  Preferences,
  Problem,
  SaleChanged,
  SaleRow,
  SettingsScreen,
} from '../dto';
import type { Host } from '../host';
import { text } from '../text';
import { Approval } from './approval.svelte';
import { Book } from './book.svelte';
import { Cashiers } from './cashiers.svelte';
import { Draft, type Entered } from './draft.svelte';
import { Heard } from './heard';
import { InTurn } from './in-turn';
import { isCharacter, type Focus, type TimedKey } from './keys';
import { OnScreen } from './on-screen.svelte';
import { isOutcome, mayChargeAgain } from './payment-state';
import { Preferring, USUAL } from './preferring.svelte';
import { problemOf } from './problem';
import { SalesList } from './sales.svelte';
import { Scanner } from './scanner';
import { Settings, type Section } from './settings.svelte';
import { Shifts } from './shifts.svelte';
import { Staff } from './staff.svelte';
import { Stopped } from './stopped.svelte';
import { toneFor, type Tone } from './tone';
import { unusual } from './unusual';
import { Welcome } from './welcome.svelte';

export type Screen =
  | { at: 'starting' }
  | { at: 'stopped'; till: Stopped }
  | { at: 'charge' }
  | { at: 'opening'; amount: string }
  | { at: 'sale'; sale: OnScreen };

/** A page of the window. */
export type Page = 'counter' | 'book' | 'shifts' | 'settings';

/** An earlier sale of the same amount is still open: the same one twice, or another customer? */
export type DuplicateQuestion = { earlier: SaleRow; amount: string; sale: Entered };

/** An amount far above what is usual here: is it meant? */
export type UnusualQuestion = { amount: string; largest: string | null; sale: Entered };

/** Sections of the settings hold what was not saved: is it to be lost on the way to something else? */
export type UnsavedQuestion = { sections: Section[]; go: () => void };

/** What becomes of a sale that did not open; whether its screen is still the same. */
type Otherwise = {
  refused: (problem: Problem, stayed: boolean) => void;
  duplicate?: (earlier: SaleRow, stayed: boolean) => void;
};

/** What was told while the till's home was on its way, and is newer. */
type Meanwhile = { changes: SaleChanged[]; condition: Condition | null; people: People | null };

const nothingYet = (): Meanwhile => ({ changes: [], condition: null, people: null });

/** What the window brings along. */
export type Brought = {
  preferences: Preferences;
  /** It was loaded anew in the middle of a welcome. */
  isWelcoming: boolean;
  /** Loads it anew. */
  reload: (isWelcoming: boolean) => void;
};

const BROUGHT: Brought = {
  preferences: USUAL,
  isWelcoming: false,
  reload: () => location.reload(),
};

function paymentOf(opened: Opened): Payment | null {
  return opened.kind === 'sale' ? opened.payment : null;
}

/** The counter: what the window shows, and what the cashier does there. */
export class Counter {
  screen = $state.raw<Screen>({ at: 'starting' });
  home = $state.raw<Home | null>(null);
  draft: Draft;
  sales = $state.raw(new SalesList());
  staff: Staff;
  approval: Approval;
  book = $state.raw() as Book;
  shifts = $state.raw() as Shifts;
  cashiers: Cashiers;
  settings: Settings;
  preferring: Preferring;
  /** Set while a new till is set up. */
  welcome = $state.raw<Welcome | null>(null);
  /** Which page is in front; what the counter shows stays behind it. */
  page = $state<Page>('counter');
  /** What last sounded where it cannot be seen; `null` once it was. */
  news = $state.raw<SaleRow | null>(null);
  /** How the till fares. */
  condition = $state.raw<Condition>({ contact: { kind: 'fine' }, trading: { kind: 'open' } });
  /** Set while the cashier is asked about a sale that may be charged twice. */
  duplicate = $state.raw<DuplicateQuestion | null>(null);
  /** Set while the cashier is asked whether an unusual amount is meant. */
  unusual = $state.raw<UnusualQuestion | null>(null);
  /** Set while it is asked whether the settings are left though not all of them is saved. */
  unsaved = $state.raw<UnsavedQuestion | null>(null);
  /** Set while the window asks whether to close with so many payments pending. */
  closingWith = $state<number | null>(null);

  #host: Host;
  #play: (tone: Tone) => void;
  #heard = new Heard();
  /** `null` once the till's home is there. */
  #meanwhile: Meanwhile | null = nothingYet();
  #scanner = new Scanner();
  #charging = false;
  #shows = 0;

  constructor(host: Host, play: (tone: Tone) => void, brought: Partial<Brought> = {}) {
    const { preferences, isWelcoming, reload } = { ...BROUGHT, ...brought };
    const turns = new InTurn();
    this.#host = host;
    this.#play = play;
    this.draft = new Draft(host);
    this.staff = new Staff(host);
    this.approval = new Approval(this.staff);
    this.cashiers = new Cashiers(host, this.staff);
    this.preferring = new Preferring(host, turns, preferences, () =>
      this.#leavePage(() => reload(this.welcome !== null)),
    );
    this.settings = new Settings(host, this.staff, turns, {
      changed: (screen) => this.#setUp(screen),
      moved: () => this.begin(),
    });
    this.#forget();
    if (isWelcoming) this.#greet();
  }

  /** A till is being set up by somebody who may. */
  get welcomes(): boolean {
    return this.welcome !== null && this.staff.supervises;
  }

  /** What a locked till did not show to nobody in particular. */
  async #look(): Promise<void> {
    try {
      const home = await this.#host.home();
      this.sales.load(home.sales, home);
      const { unfinished } = home;
      const isIdle = this.screen.at === 'charge' && this.draft.amount.isEmpty;
      if (unfinished === null || !isIdle) return;
      this.screen = this.#screenOf(this.#heard.last(unfinished.saleId) ?? unfinished);
      this.#tell();
    } catch (rejection) {
      this.sales.problem = problemOf(rejection);
    }
  }

  async start(): Promise<void> {
    try {
      await this.#listen();
    } catch (rejection) {
      this.#stop(rejection);
      return;
    }
    await this.begin();
  }

  /** Begins with what the till is now; also with one that took the place of another. */
  async begin(): Promise<void> {
    const meanwhile = (this.#meanwhile ??= nothingYet());
    let home: Home;
    try {
      home = await this.#host.home();
    } catch (rejection) {
      this.#stop(rejection);
      return;
    }
    this.#meanwhile = null;
    this.#forget();
    this.staff.take(meanwhile.people ?? home.people);
    this.sales.load(home.sales, home);
    this.condition = meanwhile.condition ?? home.condition;
    this.home = home;
    if (home.isNew && this.welcome === null) this.#greet();
    meanwhile.changes.forEach((change) => this.#changed(change));
    this.draft.reset();
    this.screen =
      home.unfinished === null
        ? { at: 'charge' }
        : this.#screenOf(this.#heard.last(home.unfinished.saleId) ?? home.unfinished);
    this.#tell();
  }

  /**
   * Takes every key of the keyboard, before it does anything; whether it is a barcode scanner's and
   * must do nothing. Text takes barcodes, but their Enter charges nothing.
   */
  hear(key: TimedKey, focus: Focus): boolean {
    // Whoever knows a PIN types it as fast.
    const asksPin = this.approval.question !== null && focus !== 'text';
    if (asksPin) return false;
    const isWriting = focus === 'text';
    if (key.key === 'Enter') {
      if (!this.#scanner.ends(key.timeStamp)) return false;
      if (isWriting && this.#isEntering) this.draft.scanned = 'written';
      return true;
    }
    if (!isCharacter(key)) return false;
    const before = this.#scanner.hear(key.timeStamp, this.draft.amount.typed, key.repeat);
    if (before === null || isWriting) return false;
    if (this.#isEntering) this.draft.takeBack(before);
    return true;
  }

  press(digits: string): void {
    if (this.#isEntering) this.draft.press(digits);
  }

  backspace(): void {
    if (this.#isEntering) this.draft.backspace();
  }

  paste(amount: string): void {
    if (this.#isEntering) this.draft.paste(amount);
  }

  async charge(): Promise<void> {
    if (!this.#isEntering) return;
    // No key may join the amount between this one and the sale.
    this.#charging = true;
    const sale = await this.draft.sale();
    this.#charging = false;
    if (sale === null || this.screen.at !== 'charge') return;
    const amount = this.draft.amount.shown.text;
    const doubt = unusual(sale.amount, this.sales.rows);
    if (doubt === null) await this.#chargeEntered(amount, sale);
    else this.unusual = { amount, largest: doubt.largest, sale };
  }

  /** The unusual amount is meant. */
  async chargeUnusual(): Promise<void> {
    const question = this.unusual;
    this.unusual = null;
    if (question !== null) await this.#chargeEntered(question.amount, question.sale);
  }

  /** It is not: back to the amount as it was typed. */
  leaveUnusual(): void {
    this.unusual = null;
  }

  /** It is the same customer: on with the earlier sale. */
  goToEarlier(): void {
    const question = this.#answerDuplicate();
    if (question === null) return;
    this.draft.reset();
    void this.show(question.earlier.id);
  }

  /** It is another customer: charged all the same. */
  async chargeAnother(): Promise<void> {
    const question = this.#answerDuplicate();
    if (question === null) return;
    this.draft.reset();
    await this.#chargeSale(question.amount, question.sale, 'allowed');
  }

  /** Neither: back to where the question came up. */
  leaveDuplicate(): void {
    this.#answerDuplicate();
  }

  async chargeAgain(): Promise<void> {
    const { screen } = this;
    if (screen.at !== 'sale') return;
    const { saleId, amount, state } = screen.sale.payment;
    if (!mayChargeAgain(state)) return;
    const call = this.#host.chargeAgain(saleId);
    const opened = call.then((payment): Opened => ({ kind: 'sale', payment }));
    await this.#open(amount, opened, {
      refused: (problem, stayed) => {
        screen.sale.problem = problem;
        if (stayed) this.screen = screen;
      },
    });
  }

  /** A new sale over what a customer still owes. */
  chargeRest(): void {
    if (this.screen.at !== 'sale') return;
    const { state, description } = this.screen.sale.payment;
    if (state.kind !== 'partial-expired') return;
    this.newSale();
    this.draft.reset(state.missingDigits);
    this.draft.description = description ?? '';
  }

  /** To the amount; a payment that is on screen goes on without it. */
  newSale(): void {
    if (this.welcomes) return;
    this.#leavePage(() => {
      this.page = 'counter';
      if (this.screen.at !== 'sale' && this.screen.at !== 'opening') return;
      this.screen = { at: 'charge' };
      this.#tell();
    });
  }

  /** One step back; never cancels a payment, and what is entered goes with a step of its own. */
  back(focus: Focus = 'elsewhere'): void {
    if (this.welcomes) this.welcome?.back();
    else if (this.page === 'book' && this.book.chosen !== null) this.book.close();
    else if (this.page !== 'counter') this.turnTo('counter');
    else if (this.screen.at !== 'charge') this.newSale();
    else if (this.draft.showsOptions) this.draft.showsOptions = false;
    else if (this.#isEntering && focus !== 'text') this.draft.reset();
  }

  /** Brings a page to the front, or the counter where it is there already. */
  turnTo(page: Page): void {
    if (this.welcomes) return;
    this.#leavePage(() => {
      this.news = null;
      this.page = this.page === page ? 'counter' : page;
      if (this.page === 'shifts') void this.shifts.open();
      if (this.page === 'book') this.book.open();
      if (this.page === 'settings') void this.settings.open();
    });
  }

  /** What was not saved is given up. */
  leaveUnsaved(): void {
    const question = this.unsaved;
    this.unsaved = null;
    question?.go();
  }

  /** Back to what was not saved. */
  keepUnsaved(): void {
    this.unsaved = null;
  }

  /** The one primary action of the screen. */
  confirm(): void {
    if (this.page !== 'counter') return;
    if (this.screen.at !== 'stopped' && this.welcome !== null && this.welcomes) {
      void this.welcome.next();
      return;
    }
    switch (this.screen.at) {
      case 'charge':
        void this.charge();
        break;
      case 'sale': {
        const { state } = this.screen.sale.payment;
        if (state.kind === 'unopened') void this.chargeAgain();
        else if (isOutcome(state)) this.newSale();
        break;
      }
      case 'stopped': {
        const { till } = this.screen;
        if (till.remedy === null) this.closeAnyway();
        else void till.startAgain(till.remedy);
        break;
      }
    }
  }

  print(): void {
    if (this.welcomes || this.page !== 'counter' || this.screen.at !== 'sale') return;
    void this.screen.sale.print();
  }

  /** Brings a sale of the list on screen. */
  async show(saleId: number): Promise<void> {
    await this.#leavePage(() => this.#show(saleId));
  }

  async #show(saleId: number): Promise<void> {
    const from = this.screen;
    const turn = ++this.#shows;
    this.sales.problem = null;
    try {
      const payment = await this.#heard.newest(this.#host.showPayment(saleId));
      if (turn !== this.#shows) return;
      if (payment === null || this.screen !== from) return this.#tell();
      this.page = 'counter';
      this.screen = this.#screenOf(payment);
    } catch (rejection) {
      this.sales.problem = problemOf(rejection);
    }
  }

  /** Somebody looks at the window again, or the network came back. A refusal is moot. */
  wake(): void {
    if (this.home !== null) this.#host.wake().catch(() => {});
  }

  stayOpen(): void {
    this.closingWith = null;
    void this.#host.stayOpen();
  }

  closeAnyway(): void {
    this.closingWith = null;
    void this.#host.closeWindow();
  }

  /** Every way to another page: what was not saved is not lost without a question. */
  #leavePage(go: () => void | Promise<void>): void | Promise<void> {
    const sections = this.page === 'settings' ? this.settings.unsaved : [];
    if (sections.length === 0) return go();
    this.unsaved = { sections, go };
  }

  get #isEntering(): boolean {
    const isThere = this.page === 'counter' && this.screen.at === 'charge';
    return isThere && !this.#charging && !this.welcomes;
  }

  async #listen(): Promise<void> {
    const host = this.#host;
    await host.onSaleChanged((change) => {
      if (this.#meanwhile === null) this.#changed(change);
      else this.#meanwhile.changes.push(change);
    });
    await host.onConditionChanged((condition) => {
      if (this.#meanwhile !== null) this.#meanwhile.condition = condition;
      // Why nothing could be charged is over.
      if (condition.trading.kind === 'open' && this.condition.trading.kind !== 'open')
        this.draft.refusal = null;
      this.condition = condition;
    });
    await host.onCloseAsked((pending) => {
      this.closingWith = pending;
    });
    await host.onPeopleChanged((people) => {
      if (this.#meanwhile !== null) this.#meanwhile.people = people;
      this.#meet(people);
    });
  }

  /** Another till may know other sales by the same numbers. */
  #forget(): void {
    this.#heard = new Heard();
    this.sales = new SalesList();
    this.book = new Book(this.#host, this.approval);
    this.shifts = new Shifts(this.#host, this.approval);
    this.leaveDuplicate();
    this.leaveUnusual();
    this.keepUnsaved();
  }

  #stop(rejection: unknown): void {
    const till = new Stopped(this.#host, problemOf(rejection), () => this.begin());
    this.screen = { at: 'stopped', till };
  }

  #greet(): void {
    this.welcome = new Welcome(this.#host, this.settings, async () => {
      await this.begin();
      this.welcome = null;
    });
  }

  /** What the window tells of the settings everywhere. */
  #setUp({ tillCode, shop }: SettingsScreen): void {
    if (this.home !== null) this.home = { ...this.home, till: tillCode, shop: shop.name };
  }

  async #chargeEntered(amount: string, sale: Entered): Promise<void> {
    // Emptied at once: a cashier who goes on with the next sale must not find this one there.
    this.draft.reset();
    await this.#chargeSale(amount, sale, 'refused');
  }

  async #chargeSale(amount: string, sale: Entered, duplicates: Duplicates): Promise<void> {
    const back = (stayed: boolean) => {
      if (!stayed) return;
      this.screen = { at: 'charge' };
      this.draft.restore(sale);
    };
    await this.#open(amount, this.#host.openSale({ ...sale, duplicates }), {
      refused: (problem, stayed) => {
        back(stayed);
        this.draft.refusal = problem;
      },
      duplicate: (earlier, stayed) => {
        back(stayed);
        this.duplicate = { earlier, amount, sale };
      },
    });
  }

  #answerDuplicate(): DuplicateQuestion | null {
    const question = this.duplicate;
    this.duplicate = null;
    return question;
  }

  async #open(amount: string, call: Promise<Opened>, otherwise: Otherwise): Promise<void> {
    const opening: Screen = { at: 'opening', amount };
    this.screen = opening;
    try {
      const payment = await this.#heard.newest(call.then(paymentOf));
      const opened = await call;
      if (opened.kind === 'duplicate') {
        otherwise.duplicate?.(opened.earlier, this.screen === opening);
      } else if (payment !== null && this.screen === opening) {
        // Unless the cashier went on meanwhile; the list shows it all the same.
        this.screen = this.#screenOf(payment);
      }
      this.#tell();
    } catch (rejection) {
      const problem = problemOf(rejection, text.problem.unforeseenCharge);
      otherwise.refused(problem, this.screen === opening);
    }
  }

  /** Whoever comes begins at the counter. */
  #meet(people: People): void {
    const { isLocked, lastId } = this.staff;
    this.staff.take(people);
    // What one began to enter is not the next one's to charge, nor the open sale theirs to give back.
    const now = this.staff.cashier;
    if (now !== null && lastId !== null && now.id !== lastId) {
      this.draft.reset();
      this.book = new Book(this.#host, this.approval);
    }
    if (isLocked && !this.staff.isLocked) {
      this.page = 'counter';
      void this.#look();
    }
    if (!this.staff.isLocked) return;
    this.approval.question?.answer(null);
    this.leaveDuplicate();
    this.leaveUnusual();
    this.keepUnsaved();
    this.cashiers.leave();
    if (this.welcome === null) this.settings.close();
  }

  #screenOf(payment: Payment): Screen {
    return { at: 'sale', sale: new OnScreen(this.#host, this.#heard, payment) };
  }

  /** Tells the till what is on screen. It only sets how often the till asks: a refusal is moot. */
  #tell(): void {
    const saleId = this.screen.at === 'sale' ? this.screen.sale.saleId : null;
    this.#host.showPayment(saleId).catch(() => {});
  }

  #changed({ row, payment, ...totals }: SaleChanged): void {
    const sale = this.screen.at === 'sale' ? this.screen.sale : null;
    const shown = sale?.saleId === row.id ? sale : null;
    const before = {
      state: this.sales.stateOf(row.id),
      payment: shown?.payment ?? this.#heard.last(row.id),
    };
    this.sales.put(row, totals);
    this.book.changed(row);
    this.#heard.put(payment);
    shown?.take(payment);
    if (this.page === 'shifts') this.shifts.changed();
    const tone = toneFor(before, payment);
    if (tone === null) return;
    if (this.page !== 'counter' && !this.staff.isLocked) this.news = row;
    if (this.preferring.now.sounds) this.#play(tone);
  }
}
