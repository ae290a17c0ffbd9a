import { beforeEach, describe, expect, it } from 'vitest';
import { FakeHost, problem, settle } from './testing';
import { TypedRut } from './typed-rut.svelte';

let host: FakeHost;
let rut: TypedRut;

beforeEach(() => {
  host = new FakeHost();
  rut = new TypedRut(host);
});

const RIGHT = { text: '12.345.678-5', check: 'right' } as const;

describe('a RUT that is written', () => {
  it('is checked by the till, and formatted when it is left', async () => {
    rut.text = '123456785';
    expect(host.ruts.last.args).toBe('123456785');
    host.ruts.last.resolve(RIGHT);
    await settle();
    expect(rut).toMatchObject({ text: '123456785', check: 'right' });
    rut.leave();
    expect(rut.text).toBe('12.345.678-5');
  });

  it('is formatted by an answer that comes after it was left', async () => {
    rut.text = '123456785';
    rut.leave();
    host.ruts.last.resolve(RIGHT);
    await settle();
    expect(rut.text).toBe('12.345.678-5');
  });

  it('is not what an older answer says', async () => {
    rut.text = '123456785';
    rut.text = '123456784';
    const [older, newer] = host.ruts.made;
    newer!.resolve({ text: '123456784', check: 'wrong' });
    await settle();
    older!.resolve(RIGHT);
    await settle();
    rut.leave();
    expect(rut).toMatchObject({ text: '123456784', check: 'wrong' });
  });

  it('stays as it is where it is wrong', async () => {
    rut.text = '12345678-4';
    host.ruts.last.resolve({ text: '12.345.678-4', check: 'wrong' });
    await settle();
    rut.leave();
    expect(rut.text).toBe('12345678-4');
  });

  it('is unknown where the till does not answer', async () => {
    rut.text = '123456785';
    host.ruts.last.resolve(RIGHT);
    await settle();
    rut.text = '1234567850';
    host.ruts.last.reject(problem('no till'));
    await settle();
    expect(rut.check).toBe('unfinished');
  });

  it('is asked about only where there is one', () => {
    rut.text = ' ';
    expect(host.ruts.count).toBe(0);
    expect(rut.check).toBe('unfinished');
  });
});

it('is formatted at once where nobody types it', async () => {
  rut.text = '1';
  rut.put('123456785');
  host.ruts.last.resolve(RIGHT);
  await settle();
  expect(rut.text).toBe('12.345.678-5');
});
