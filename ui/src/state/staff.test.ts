import { beforeEach, describe, expect, it } from 'vitest';
import { Staff } from './staff.svelte';
import { text } from '../text';
import { ANYBODY, FakeHost, problem, settle, staffed } from './testing';

let host: FakeHost;
let staff: Staff;

beforeEach(() => {
  host = new FakeHost();
  staff = new Staff(host);
});

describe('who is at the counter', () => {
  it('is anybody where nobody is known: it is open, and anybody supervises', () => {
    staff.take(ANYBODY);
    expect(staff).toMatchObject({ isLocked: false, cashier: null, supervises: true });
  });

  it('is nobody while it is locked, and nobody supervises', () => {
    staff.take(staffed('nobody'));
    expect(staff).toMatchObject({ isLocked: true, cashier: null, supervises: false });
  });

  it('supervises only where that is the role', () => {
    staff.take(staffed('ana'));
    expect(staff).toMatchObject({ isLocked: false, supervises: true });
    expect(staff.cashier?.name).toBe('Ana');
    staff.take(staffed('beto'));
    expect(staff).toMatchObject({ isLocked: false, supervises: false });
    expect(staff.cashier?.name).toBe('Beto');
  });

  it('leaves who was last behind', () => {
    expect(staff.lastId).toBeNull();
    staff.take(staffed('beto'));
    staff.take(staffed('nobody'));
    expect(staff.lastId).toBe(2);
    staff.take(staffed('ana'));
    expect(staff.lastId).toBe(1);
  });

  it('does not change who could supervise', () => {
    staff.take(staffed('beto'));
    expect(staff.supervisors.map(({ name }) => name)).toEqual(['Ana']);
  });
});

describe('signing in', () => {
  it('checks the PIN once at a time', async () => {
    const first = staff.signIn(1, '1234');
    expect(staff.busy).toBe(true);
    expect(await staff.signIn(2, '5678')).toBe(false);
    expect(host.signedIn.made.map(({ args }) => args)).toEqual([[1, '1234']]);
    host.signedIn.last.resolve(null);
    expect(await first).toBe(true);
    expect(staff).toMatchObject({ busy: false, problem: null });
  });

  it('says why not, until it is tried again', async () => {
    const wrong = staff.signIn(1, '1234');
    host.signedIn.last.reject(problem('wrong PIN'));
    expect(await wrong).toBe(false);
    expect(staff).toMatchObject({ busy: false, problem: problem('wrong PIN') });
    void staff.signIn(1, '1235');
    expect(staff.problem).toBeNull();
  });

  it('waits to be told who is there', async () => {
    staff.take(staffed('nobody'));
    const signing = staff.signIn(1, '1234');
    host.signedIn.last.resolve(null);
    await signing;
    expect(staff.isLocked).toBe(true);
  });
});

describe('locking', () => {
  it('asks the till where somebody is signed in, and only there', async () => {
    staff.take(ANYBODY);
    await staff.lock();
    staff.take(staffed('nobody'));
    await staff.lock();
    expect(host.locked).toBe(0);
    staff.take(staffed('beto'));
    await staff.lock();
    expect(host.locked).toBe(1);
  });

  it('says what went wrong', async () => {
    staff.take(staffed('ana'));
    host.lock = () => Promise.reject(new Error('no till'));
    await staff.lock();
    await settle();
    expect(staff.problem).toEqual(text.problem.unforeseen);
  });
});
