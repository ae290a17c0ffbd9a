import { beforeEach, describe, expect, it } from 'vitest';
import type { SettingsScreen } from '../dto';
import { InTurn } from './in-turn';
import { Settings } from './settings.svelte';
import type { SettingsEntry } from './settings-entry.svelte';
import { Staff } from './staff.svelte';
import { ANYBODY, FakeHost, PRINTER, problem, settingsScreen, settle, staffed } from './testing';

let host: FakeHost;
let staff: Staff;
let settings: Settings;
let changed: SettingsScreen[];
let moves: number;

beforeEach(() => {
  host = new FakeHost();
  staff = new Staff(host);
  changed = [];
  moves = 0;
  settings = new Settings(host, staff, new InTurn(), {
    changed: (screen) => changed.push(screen),
    moved: async () => {
      moves += 1;
    },
  });
});

async function opened(more: Partial<SettingsScreen> = {}): Promise<SettingsEntry> {
  void settings.open();
  await settle();
  host.settingsRead.last.resolve(settingsScreen(more));
  await settle();
  return settings.entry!;
}

describe('the page', () => {
  it('is read as it comes up, by whoever may change it', async () => {
    for (const people of [ANYBODY, staffed('ana')]) {
      staff.take(people);
      const { shop } = await opened();
      expect(shop.name).toBe('Almacén Doña Rosa');
    }
  });

  it('is not read by a cashier, nor kept for them', async () => {
    await opened();
    settings.close();
    staff.take(staffed('beto'));
    await settings.open();
    expect(host.settingsRead.count).toBe(1);
    expect(settings).toMatchObject({ entry: null, kept: null });
  });

  it('says why it could not be read', async () => {
    void settings.open();
    await settle();
    host.settingsRead.last.reject(problem('disk'));
    await settle();
    expect(settings).toMatchObject({ entry: null, problem: problem('disk') });
  });

  it('that was left disturbs nobody with a late answer', async () => {
    const before = await opened();
    void settings.saveTill();
    await settle();
    void settings.open();
    host.settingsChanged.last.reject(problem('disk full'));
    await settle();
    host.settingsRead.last.resolve(settingsScreen({ tillCode: 'C7' }));
    await settle();
    expect(settings.entry).not.toBe(before);
    expect(settings.entry!.till).toMatchObject({ code: 'C7', task: { problem: null } });
  });

  it('is not read before what is being saved is', async () => {
    await opened();
    void settings.saveShop();
    await settle();
    void settings.open();
    await settle();
    expect(host.settingsRead.count).toBe(1);
    host.settingsChanged.last.resolve(settingsScreen());
    await settle();
    expect(host.settingsRead.count).toBe(2);
  });

  it('is not opened by an answer after it was closed', async () => {
    void settings.open();
    await settle();
    settings.close();
    host.settingsRead.last.resolve(settingsScreen());
    await settle();
    expect(settings).toMatchObject({ entry: null, kept: null });
  });
});

describe('the shop', () => {
  it('is saved as it is written, and told', async () => {
    const { shop } = await opened();
    shop.name = ' Doña Rosa ';
    shop.rut.text = '760864285';
    void settings.saveShop();
    await settle();
    const form = { name: 'Doña Rosa', rut: '760864285', address: '', footer: '' };
    expect(host.settingsChanged.last.args).toEqual({ kind: 'shop', shop: form });
    host.settingsChanged.last.resolve(settingsScreen({ shop: form }));
    await settle();
    expect(shop.task.isDone).toBe(true);
    expect(changed.map((screen) => screen.shop)).toEqual([form]);
  });

  it('needs a name', async () => {
    const { shop } = await opened();
    shop.name = '  ';
    expect(await settings.saveShop()).toBe(false);
    expect(host.settingsChanged.count).toBe(0);
  });

  it('keeps what is written, and says why it was not saved', async () => {
    const { shop } = await opened();
    shop.name = 'Rosa';
    void settings.saveShop();
    await settle();
    shop.name = 'Rosita';
    host.settingsChanged.last.reject(problem('disk full'));
    await settle();
    expect(shop).toMatchObject({ name: 'Rosita', task: { problem: problem('disk full') } });
    expect(changed).toEqual([]);
  });

  it('has a logo, as it will be printed, or none', async () => {
    const { shop } = await opened();
    const logo = { width: 8, height: 8, path: 'M0 0h8v8h-8z' };
    void settings.setLogo(new Blob([Uint8Array.of(1, 2)]));
    await settle();
    expect(host.logos.last.args).toEqual(Uint8Array.of(1, 2));
    host.logos.last.resolve(logo);
    await settle();
    expect(settings.kept?.logo).toEqual(logo);
    void settings.removeLogo();
    await settle();
    expect(host.settingsChanged.last.args).toEqual({ kind: 'no-logo' });
    host.settingsChanged.last.reject(problem('disk'));
    await settle();
    expect(settings.kept?.logo).toEqual(logo);
    expect(shop).toMatchObject({ logo: { problem: problem('disk') }, task: { problem: null } });
  });
});

describe('where payments are taken', () => {
  const PRODUCTION = { environment: { kind: 'production' }, login: 'abc' } as const;

  it('needs a key, pasted unless it is there already', async () => {
    const { site } = await opened(PRODUCTION);
    expect(site).toMatchObject({ isAsBefore: true, secret: 'keychain', turnsReal: false });
    site.login = 'other';
    expect(site).toMatchObject({ isAsBefore: false, secret: 'clipboard' });
    site.secret = 'keychain';
    expect(site.form.secret).toBe('keychain');
  });

  it('is moved once, and everything is known anew', async () => {
    const { site } = await opened();
    site.kind = 'production';
    expect(site.turnsReal).toBe(true);
    site.login = ' abc ';
    void settings.connect();
    await settle();
    expect(host.connected.last.args).toEqual({ ...PRODUCTION, secret: 'clipboard' });
    expect(moves).toBe(0);
    host.connected.last.resolve(null);
    await settle();
    host.settingsRead.last.resolve(settingsScreen({ ...PRODUCTION, folder: '/otra' }));
    await settle();
    expect(moves).toBe(1);
    expect(settings.kept?.folder).toBe('/otra');
    expect(site).toMatchObject({ isAsBefore: true, turnsReal: false, task: { isDone: true } });
  });

  it('is connected also where the new till cannot be read at once', async () => {
    const { site } = await opened();
    site.kind = 'test';
    site.login = 'abc';
    void settings.connect();
    await settle();
    host.connected.last.resolve(null);
    await settle();
    host.settingsRead.last.reject(problem('who is there?'));
    await settle();
    expect(site.task).toMatchObject({ isDone: true, problem: null });
    expect(settings.kept?.environment).toEqual({ kind: 'test' });
  });

  it('stays where the gateway refuses', async () => {
    const { site } = await opened();
    site.kind = 'production';
    site.login = 'abc';
    void settings.connect();
    await settle();
    host.connected.last.reject(problem('101'));
    await settle();
    expect(moves).toBe(0);
    expect(site).toMatchObject({ login: 'abc', turnsReal: true });
    expect(site.task.problem).toEqual(problem('101'));
  });

  it('needs all of it', async () => {
    const { site } = await opened();
    expect(site.isWhole).toBe(true);
    site.kind = 'custom';
    site.login = 'abc';
    expect(site.isWhole).toBe(false);
    expect(await settings.connect()).toBe(false);
    site.url = ' https://a.cl ';
    expect(site.form.environment).toEqual({ kind: 'custom', url: 'https://a.cl' });
    site.kind = 'training';
    expect(site.form).toEqual({ environment: { kind: 'training' }, login: '', secret: 'keychain' });
  });
});

describe('the till’s code', () => {
  it('is as the till writes it, unless it is written anew', async () => {
    const { till } = await opened();
    const save = async (meanwhile: () => void) => {
      till.code = 'c2';
      void settings.saveTill();
      await settle();
      meanwhile();
      host.settingsChanged.last.resolve(settingsScreen({ tillCode: 'C2' }));
      await settle();
    };
    await save(() => {});
    expect(till.code).toBe('C2');
    expect(settings.unsaved).toEqual([]);
    await save(() => (till.code = 'c3'));
    expect(till.code).toBe('c3');
    expect(settings.unsaved).toEqual(['till']);
  });
});

describe('what was not saved', () => {
  it('is nothing as the page comes up, however it was kept', async () => {
    await opened({
      environment: { kind: 'custom', url: 'https://a.cl/' },
      login: 'abc',
      shop: { name: ' Rosa ', rut: '76086428-5', address: ' Uno', footer: '' },
      printers: [{ ...PRINTER, target: 'serial:COM3' }, { ...PRINTER, target: 'lpt:1' }],
    });
    expect(settings.unsaved).toEqual([]);
  });

  it('is known by its section, until it is as before', async () => {
    const { shop, site, till, printers } = await opened();
    shop.footer = 'Gracias';
    site.kind = 'test';
    till.returnUrl = '';
    printers.second.reach = 'tcp';
    expect(settings.unsaved).toEqual(['shop', 'banchile', 'till', 'printer']);
    shop.footer = '';
    site.kind = 'training';
    till.returnUrl = 'https://www.banchilepagos.cl/';
    printers.second.reach = 'none';
    expect(settings.unsaved).toEqual([]);
  });

  it('is no RUT that is only written otherwise', async () => {
    const { shop } = await opened({ shop: { name: 'Rosa', rut: '', address: '', footer: '' } });
    shop.rut.text = '11111112k';
    expect(settings.unsaved).toEqual(['shop']);
    void settings.saveShop();
    await settle();
    host.settingsChanged.last.resolve(settingsScreen());
    await settle();
    shop.rut.put('11.111.112-K');
    expect(settings.unsaved).toEqual([]);
  });

  it('is a key to be pasted, too', async () => {
    const { site } = await opened({ environment: { kind: 'test' }, login: 'abc' });
    site.secret = 'clipboard';
    expect(settings.unsaved).toEqual(['banchile']);
  });

  it('is saved as it was sent, and what is written since is not', async () => {
    const { shop, till, printers } = await opened();
    const saves = [
      { save: () => settings.saveShop(), write: () => (shop.name += 'a ') },
      { save: () => settings.saveTill(), write: () => (till.code += '1') },
      { save: () => settings.savePrinters(), write: () => (printers.first.queue += '2') },
    ];
    for (const { save, write } of saves) {
      write();
      void save();
      await settle();
      host.settingsChanged.last.resolve(settingsScreen({ tillCode: till.code }));
      await settle();
      expect(settings.unsaved).toEqual([]);
      write();
      void save();
      await settle();
      write();
      host.settingsChanged.last.resolve(settingsScreen({ tillCode: 'C11' }));
      await settle();
      expect(settings.unsaved).toHaveLength(1);
      void save();
      await settle();
      host.settingsChanged.last.resolve(settingsScreen({ tillCode: till.code }));
      await settle();
    }
  });

  it('stays so where it is refused', async () => {
    const { shop } = await opened();
    shop.name = 'Rosa';
    void settings.saveShop();
    await settle();
    host.settingsChanged.last.reject(problem('disk full'));
    await settle();
    expect(settings.unsaved).toEqual(['shop']);
  });
});

describe('printers', () => {
  const second = { ...PRINTER, target: 'tcp:10.0.0.9' };
  const third = { ...PRINTER, target: 'file:/dev/null' };

  it('are saved in their order, with those that only a command writes', async () => {
    const { printers } = await opened({ printers: [PRINTER, second, third] });
    printers.first.reach = 'none';
    void settings.savePrinters();
    await settle();
    expect(host.settingsChanged.last.args).toEqual({ kind: 'printers', printers: [second, third] });
  });

  it('are tried as they are written, not as they are saved', async () => {
    const { printers } = await opened();
    printers.first.columns = '32';
    void settings.printTest(printers.first);
    expect(host.testPages.last.args).toEqual({ ...PRINTER, columns: '32', dots: '384' });
    host.testPages.last.reject(problem('no paper'));
    await settle();
    expect(printers.first.test.problem).toEqual(problem('no paper'));
    expect(printers.task.problem).toBeNull();
    expect(host.settingsChanged.count).toBe(0);
  });

  it('that the system knows are looked up where they are chosen', async () => {
    const entry = await opened();
    settings.turnTo('printer');
    host.printersFound.last.resolve([
      'queue:EPSON',
      'queue:HP:9600',
      'serial:/dev/ttyUSB0:9600',
      'serial:COM3:9600',
    ]);
    await settle();
    expect(entry.queues).toEqual(['EPSON', 'HP:9600']);
    expect(entry.ports).toEqual(['/dev/ttyUSB0', 'COM3']);
    settings.turnTo('printer');
    host.printersFound.last.reject(problem('no spooler'));
    await settle();
    expect(entry.findProblem).toEqual(problem('no spooler'));
  });
});

describe('what is kept for a bad day', () => {
  it('is a backup, listed once it is made', async () => {
    const { backup } = await opened();
    const backups = [{ at: '22-11-2026 14:05', size: '1,2 MB', file: 'a.db' }];
    void settings.backUpNow();
    await settle();
    host.backedUp.last.resolve(settingsScreen({ backups }));
    await settle();
    expect(settings.kept?.backups).toEqual(backups);
    expect(backup.isDone).toBe(true);
  });

  it('is a report, with its place', async () => {
    const entry = await opened();
    void settings.saveReport();
    host.diagnosed.last.resolve('/descargas/Cobro.zip');
    await settle();
    expect(entry).toMatchObject({ reportPath: '/descargas/Cobro.zip', report: { isDone: true } });
  });
});
