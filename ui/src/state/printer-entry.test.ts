import { describe, expect, it } from 'vitest';
import { PrinterEntry } from './printer-entry.svelte';
import { PRINTER } from './testing';

const at = (target: string) => new PrinterEntry({ ...PRINTER, target });

describe('where a printer is', () => {
  it.each([
    ['queue:EPSON TM-T20', { reach: 'queue', queue: 'EPSON TM-T20' }],
    ['tcp:192.168.1.50', { reach: 'tcp', address: '192.168.1.50' }],
    ['tcp:[fe80::1]:9100', { reach: 'tcp', address: '[fe80::1]:9100' }],
    ['serial:COM3:19200', { reach: 'serial', port: 'COM3', speed: '19200' }],
    ['file:C:\\recibos.txt', { reach: 'file', path: 'C:\\recibos.txt' }],
  ])('is read and written: %s', (target, entry) => {
    expect(at(target)).toMatchObject(entry);
    expect(at(target).form).toEqual({ ...PRINTER, target });
  });

  it('has the usual speed where a serial port names none', () => {
    expect(at('serial:/dev/ttyUSB0').form?.target).toBe('serial:/dev/ttyUSB0:9600');
  });

  it('is said, or there is none', () => {
    const printer = new PrinterEntry(undefined);
    expect(printer).toMatchObject({ reach: 'none', isWhole: true, form: null });
    printer.reach = 'tcp';
    expect(printer.isWhole).toBe(false);
    printer.address = ' 10.0.0.9 ';
    expect(printer.isWhole).toBe(true);
    expect(printer.form?.target).toBe('tcp:10.0.0.9');
  });
});

describe('the dots across the paper', () => {
  it('go along with its columns', () => {
    const printer = at('queue:EPSON');
    for (const [columns, dots] of [['32', '384'], ['42', '512'], ['48', '576']] as const) {
      printer.columns = columns;
      expect(printer.form).toMatchObject({ columns, dots });
    }
  });

  it('stay where somebody chose them', () => {
    const printer = at('queue:EPSON');
    printer.dots = '512';
    printer.columns = '32';
    expect(printer.dots).toBe('512');
    const kept = new PrinterEntry({ ...PRINTER, dots: '512' });
    kept.columns = '32';
    expect(kept.dots).toBe('512');
  });
});
