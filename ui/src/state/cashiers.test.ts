import { beforeEach, describe, expect, it } from 'vitest';
import { Cashiers, type CashierForm } from './cashiers.svelte';
import { Counter } from './counter.svelte';
import { Staff } from './staff.svelte';
import { ANYBODY, FakeHost, home, problem, settle, staffed } from './testing';

const [ANA, BETO] = staffed('ana').cashiers as [
  { id: 1; name: 'Ana'; role: 'supervisor' },
  { id: 2; name: 'Beto'; role: 'cashier' },
];

let host: FakeHost;
let staff: Staff;
let cashiers: Cashiers;

beforeEach(() => {
  host = new FakeHost();
  staff = new Staff(host);
  staff.take(staffed('ana'));
  cashiers = new Cashiers(host, staff);
});

function form(): CashierForm {
  if (cashiers.form === null) throw new Error('there is no form');
  return cashiers.form;
}

function write(more: Partial<Pick<CashierForm, 'name' | 'role' | 'pin' | 'pinAgain'>>): void {
  Object.assign(form(), more);
}

describe('somebody new', () => {
  it('is a cashier, unless somebody says otherwise', async () => {
    cashiers.add();
    expect(form()).toMatchObject({ id: null, isFirst: false, role: 'cashier' });
    write({ name: '  Camila ', role: 'supervisor', pin: '1234', pinAgain: '1234' });
    void cashiers.save();
    expect(host.added.last.args).toEqual([{ name: 'Camila', role: 'supervisor' }, '1234']);
    expect(cashiers.busy).toBe(true);
    host.added.last.resolve(null);
    await settle();
    expect(cashiers).toMatchObject({ form: null, problem: null, busy: false });
  });

  it('supervises where nobody works here yet', () => {
    staff.take(ANYBODY);
    cashiers.add();
    expect(form()).toMatchObject({ isFirst: true, role: 'supervisor' });
  });

  it('needs a name that fits, and a PIN that was typed twice alike', () => {
    cashiers.add();
    const right = { name: 'Camila', pin: '1234', pinAgain: '1234' };
    const may = (more: Partial<typeof right>) => {
      write({ ...right, ...more });
      return form().canSave;
    };
    expect(may({})).toBe(true);
    expect(may({ name: 'C'.repeat(30) })).toBe(true);
    expect(may({ name: 'C'.repeat(31) })).toBe(false);
    expect(may({ name: '  ' })).toBe(false);
    expect(may({ pinAgain: '1235' })).toBe(false);
    expect(may({ pin: '123', pinAgain: '123' })).toBe(false);
    expect(may({ pin: '', pinAgain: '' })).toBe(false);
  });

  it('is not saved before that', () => {
    cashiers.add();
    write({ name: 'Camila', pin: '1234', pinAgain: '1235' });
    void cashiers.save();
    expect(host.added.count).toBe(0);
    expect(cashiers.busy).toBe(false);
  });

  it('hears that the PINs differ as soon as they do', () => {
    cashiers.add();
    write({ pin: '1234', pinAgain: '12' });
    expect(form().differs).toBe(false);
    write({ pinAgain: '13' });
    expect(form().differs).toBe(true);
    write({ pinAgain: '12345' });
    expect(form().differs).toBe(true);
  });

  it('is saved once', () => {
    cashiers.add();
    write({ name: 'Camila', pin: '1234', pinAgain: '1234' });
    void cashiers.save();
    void cashiers.save();
    expect(host.added.count).toBe(1);
  });

  it('stays in the form where it did not come about, with the reason', async () => {
    cashiers.add();
    write({ name: 'Ana', pin: '1234', pinAgain: '1234' });
    void cashiers.save();
    host.added.last.reject(problem('name used'));
    await settle();
    expect(form().name).toBe('Ana');
    expect(cashiers).toMatchObject({ problem: problem('name used'), busy: false });
    void cashiers.save();
    expect(cashiers.problem).toBeNull();
  });
});

describe('somebody who works here', () => {
  it('keeps the PIN where no new one is typed', async () => {
    cashiers.change(BETO);
    expect(form()).toMatchObject({ id: 2, name: 'Beto', role: 'cashier', isFirst: false });
    write({ name: 'Alberto' });
    void cashiers.save();
    expect(host.changed.last.args).toEqual([2, { name: 'Alberto', role: 'cashier' }, null]);
    host.changed.last.resolve(null);
    await settle();
    expect(cashiers.form).toBeNull();
  });

  it('gets a new one that was typed twice', () => {
    cashiers.change(BETO);
    write({ role: 'supervisor', pin: '4321' });
    expect(form().canSave).toBe(false);
    write({ pin: '', pinAgain: '4321' });
    expect(form().canSave).toBe(false);
    write({ pin: '4321' });
    void cashiers.save();
    expect(host.changed.last.args).toEqual([2, { name: 'Beto', role: 'supervisor' }, '4321']);
  });

  it('is dismissed after a question only', async () => {
    void cashiers.dismiss();
    expect(host.dismissed.count).toBe(0);
    cashiers.askToDismiss(BETO);
    expect(cashiers.leaving).toEqual(BETO);
    expect(host.dismissed.count).toBe(0);
    void cashiers.dismiss();
    expect(host.dismissed.last.args).toBe(2);
    host.dismissed.last.resolve(null);
    await settle();
    expect(cashiers).toMatchObject({ leaving: null, busy: false });
  });

  it('stays where that did not come about, with the reason', async () => {
    cashiers.askToDismiss(ANA);
    void cashiers.dismiss();
    host.dismissed.last.reject(problem('no supervisor'));
    await settle();
    expect(cashiers).toMatchObject({ leaving: ANA, problem: problem('no supervisor') });
  });
});

describe('leaving', () => {
  it('forgets what was typed and what went wrong', async () => {
    cashiers.add();
    write({ name: 'Camila', pin: '1234', pinAgain: '1234' });
    void cashiers.save();
    host.added.last.reject(problem('name used'));
    await settle();
    cashiers.leave();
    expect(cashiers).toMatchObject({ form: null, problem: null });
    cashiers.add();
    expect(form()).toMatchObject({ name: '', pin: '', pinAgain: '' });
  });

  it('leaves another form alone when an earlier change is answered', async () => {
    cashiers.add();
    write({ name: 'Ana', pin: '1234', pinAgain: '1234' });
    void cashiers.save();
    cashiers.change(BETO);
    host.added.last.reject(problem('name used'));
    await settle();
    expect(form().id).toBe(2);
    expect(cashiers.problem).toBeNull();
  });

  it('happens as the till locks: nobody finds a half typed PIN', async () => {
    const counter = new Counter(host, () => {});
    const starting = counter.start();
    await settle();
    host.homes.last.resolve(home({ people: staffed('ana') }));
    await starting;
    counter.cashiers.add();
    host.tellPeople(staffed('ana'));
    expect(counter.cashiers.form).not.toBeNull();
    host.tellPeople(staffed('nobody'));
    expect(counter.cashiers.form).toBeNull();
  });
});
