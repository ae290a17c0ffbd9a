import { describe, expect, it } from 'vitest';
import { Draft, type Option } from './draft.svelte';
import { FakeHost } from './testing';

const EMPTY = { name: '', rut: '', email: '' };

async function draftOf(amount: string) {
  const draft = new Draft(new FakeHost());
  draft.press(amount);
  await draft.amount.settled();
  return draft;
}

describe('the options of a sale', () => {
  it('say nothing where nothing is written', async () => {
    const draft = await draftOf('12990');
    draft.name = '  ';
    expect(draft.options).toEqual([]);
    expect(await draft.sale()).toEqual({
      amount: '12990',
      description: null,
      allowPartial: false,
      reference: null,
      minutes: null,
      customer: EMPTY,
    });
  });

  it('go into the sale, without the blanks around them', async () => {
    const draft = await draftOf('12990');
    draft.name = ' Iris Pérez ';
    draft.rut.text = '12.345.678-5 ';
    draft.email = ' iris@correo.cl';
    draft.reference = ' OT-771 ';
    draft.minutes = 60;
    expect(await draft.sale()).toMatchObject({
      reference: 'OT-771',
      minutes: 60,
      customer: { name: 'Iris Pérez', rut: '12.345.678-5', email: 'iris@correo.cl' },
    });
  });

  it('are there as soon as one of them is set', async () => {
    const draft = await draftOf('1');
    const sets: [Option, () => unknown][] = [
      ['partial', () => (draft.allowPartial = true)],
      ['customer', () => (draft.name = 'Iris')],
      ['customer', () => (draft.rut.text = '1')],
      ['customer', () => (draft.email = 'i')],
      ['reference', () => (draft.reference = 'OT')],
      ['time', () => (draft.minutes = 30)],
    ];
    for (const [option, set] of sets) {
      draft.reset();
      expect(draft.options).toEqual([]);
      set();
      expect(draft.options, `${set}`).toEqual([option]);
    }
  });

  it('are hidden as a sale begins anew', async () => {
    const draft = await draftOf('12990');
    draft.showsOptions = true;
    draft.reset();
    expect(draft.showsOptions).toBe(false);
  });

  it('are to be seen where they come back with a sale that could not be opened', async () => {
    const draft = await draftOf('12990');
    const plain = (await draft.sale())!;
    draft.restore({ ...plain, minutes: 60 });
    expect(draft.showsOptions).toBe(true);
    draft.restore(plain);
    expect(draft.showsOptions).toBe(false);
  });

  it('come back with a sale that could not be opened', async () => {
    const draft = await draftOf('12990');
    const sale = {
      amount: '5000',
      description: 'Silla',
      allowPartial: true,
      reference: 'OT-771',
      minutes: 1440,
      customer: { name: 'Iris', rut: '12.345.678-5', email: 'iris@correo.cl' },
    };
    draft.restore(sale);
    expect(await draft.sale()).toEqual(sale);
    draft.reset('7');
    expect(await draft.sale()).toEqual({
      amount: '7',
      description: null,
      allowPartial: false,
      reference: null,
      minutes: null,
      customer: EMPTY,
    });
  });
});
