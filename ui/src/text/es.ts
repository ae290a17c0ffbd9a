// Every word of the screen in the Spanish of Chile: usted, short, no blame, no exclamation marks.
// Amounts, hours, cards and problems arrive worded from Rust.

import type {
  AttemptOutcome,
  EnvironmentForm,
  ExportFormat,
  Language,
  Mode,
  ReceiptState,
  RefundFinding,
  Role,
  RowState,
  SaleKind,
  SecretFrom,
  Theme,
} from '../dto';
import type { Option } from '../state/draft.svelte';
import type { Reach } from '../state/printer-entry.svelte';
import type { Section } from '../state/settings.svelte';
import type { Step } from '../state/welcome.svelte';

export const es = {
  language: 'es-CL',

  header: {
    name: 'Cobro',
    till: (code: string) => `Caja ${code}`,
    pages: 'Páginas',
    book: 'Ventas',
    shifts: 'Turno',
    settings: 'Ajustes',
    lock: 'Bloquear la caja',
  },

  band: {
    training: { title: 'CAPACITACIÓN / TRAINING', meaning: 'ningún cobro es real' },
    test: { title: 'AMBIENTE DE PRUEBA', meaning: 'ningún cobro es real' },
  } satisfies Record<Exclude<Mode, 'live'>, { title: string; meaning: string }>,

  charge: {
    amount: 'Monto a cobrar',
    description: 'Descripción',
    optional: 'opcional',
    options: 'Cliente, pago en partes, …',
    setOptions: {
      customer: 'Con cliente',
      partial: 'Pago en partes',
      reference: 'Referencia propia',
      time: 'Otro plazo',
    } satisfies Record<Option, string>,
    allowPartial: 'Permitir pago en partes',
    allowPartialMeaning: 'El cliente puede pagar con más de una tarjeta.',
    customerName: 'Nombre del cliente',
    customerRut: 'RUT',
    rutCheck: { right: 'Correcto', wrong: 'No es correcto' },
    customerEmail: 'Correo',
    reference: 'Referencia propia',
    time: 'Plazo para pagar',
    times: { usual: '15 min', half: '30 min', hour: '1 h', day: '24 h' },
    usualTime: '15 minutos, lo normal',
    scanned: {
      ignored: 'Se ignoró un código de barras',
      written: 'El código quedó en el texto; no se cobró nada',
    },
    keypad: 'Teclado',
    backspace: 'Borrar el último dígito',
    action: (amount: string) => `Cobrar ${amount}`,
    actionEmpty: 'Cobrar',
  },

  payment: {
    scan: 'El cliente escanea con la cámara',
    qr: 'Código QR del pago',
    noQr: 'Este cobro no tiene un código para mostrar.',
    expiresIn: (time: string) => `Vence en ${time}`,
    expired: 'Venció; esperamos la respuesta de Banchile',
    opening: 'Abriendo el cobro…',
    waiting: 'Esperando el pago',
    attemptRejected: (attempts: number) =>
      `Tarjeta rechazada, el cliente puede reintentar (${attempts})`,
    validating: 'El banco está validando; no cobre de nuevo',
    partlyPaid: (paid: string, amount: string) => `Pagado en parte: ${paid} de ${amount}`,
    missing: (missing: string) => `Faltan ${missing}`,
    attention: 'Sin confirmar',
    attempts: 'Intentos',
    clockAhead: (minutes: number) =>
      `El reloj de este PC está ${minutes} min adelantado; corregido`,
    clockBehind: (minutes: number) =>
      `El reloj de este PC está ${minutes} min atrasado; corregido`,
    openInBrowser: 'Abrir en el navegador',
    openedInBrowser: 'Abierto en el navegador',
    copyLink: 'Copiar enlace',
    copiedLink: 'Enlace copiado',
    notCopied: 'No se copió',
    printQr: 'Imprimir QR',
    qrPrinted: 'QR impreso',
    showCustomer: 'Mostrar al cliente',
    shownCustomer: 'Mostrado al cliente',
    printingQr: 'Imprimiendo…',
    askNow: '¿Pagó o no?',
    asking: 'Preguntando…',
    setAside: 'Dejar en espera',
    cancel: 'Cancelar cobro…',
    cancelling: 'Cancelando…',
  },

  customer: {
    wait: 'Un momento…',
    scan: 'Escanee con la cámara de su teléfono',
    missing: (missing: string) => `Faltan ${missing}`,
    tryAgain: 'La tarjeta no pasó; puede intentar con otra',
    thanks: 'Gracias',
    notPaid: 'No se realizó el pago',
    nothingCharged: 'No se cobró nada',
    askCashier: 'Consulte en caja',
  },

  attemptOutcome: {
    approved: 'aprobada',
    rejected: 'rechazada',
    pending: 'en validación',
    unknown: 'sin resultado conocido',
  } satisfies Record<AttemptOutcome, string>,

  cancelled: {
    revoked: 'Cobro cancelado. No se cobró nada.',
    alreadyPaid: 'No se canceló: el cliente ya había pagado.',
    givenBack: 'No hay nada que cancelar: el cliente pagó y se le devolvió.',
    partlyPaid: 'No se canceló: ya hay una parte pagada. El cliente puede pagar el resto.',
    validating: 'No se canceló: el banco está validando un pago. No cobre de nuevo.',
  },

  condition: {
    title: 'Avisos',
  },

  duplicateDialog: {
    title: (amount: string) => `Hay un cobro pendiente por ${amount}`,
    earlier: (at: string, state: string) => `Empezó: ${at} · ${state}`,
    meaning: 'Si es el mismo cliente, siga con ese cobro. Si es otro, cobre uno nuevo.',
    goThere: 'Ver ese cobro',
    another: 'Cobrar otro',
    back: 'Volver',
  },

  unusualDialog: {
    title: (amount: string) => `¿Cobrar ${amount}?`,
    largest: (amount: string) =>
      `Es más de lo acostumbrado: la mayor de las últimas ventas pagadas es de ${amount}.`,
    unknown: 'Es un monto alto, y aún no hay ventas con que compararlo.',
    advice: 'Revise los ceros antes de cobrar.',
    back: 'Corregir',
    confirm: 'Cobrar',
  },

  cancelDialog: {
    title: (amount: string) => `¿Cancelar el cobro de ${amount}?`,
    meaning:
      'El código deja de servir y el cliente ya no podrá pagar con él. Si el cliente alcanzó a pagar, el cobro no se cancela y aquí se lo diremos.',
    back: 'Volver',
    confirm: 'Cancelar el cobro',
  },

  outcome: {
    approved: 'PAGADO',
    refunded: 'DEVUELTO',
    partlyRefunded: 'DEVUELTO EN PARTE',
    rejected: 'RECHAZADO',
    cancelled: 'CANCELADO',
    expired: 'VENCIDO',
    partialExpired: 'PARCIAL',
    unopened: 'NO SE ABRIÓ',
    conflict: 'SIN CONFIRMAR',
    of: (amount: string) => `de ${amount}`,
    missing: (missing: string) => `Faltan ${missing} por pagar.`,
    refundedPayment: (how: string) => `Se pagó con ${how}`,
    kept: (kept: string) => `Quedan ${kept} cobrados.`,
    newSale: 'Nueva venta',
    chargeAgain: 'Cobrar de nuevo',
    tryAgain: 'Intentar de nuevo',
    chargeRest: (missing: string) => `Cobrar los ${missing} que faltan`,
    reprint: 'Reimprimir',
    printNow: 'Imprimir ahora',
    printSlip: 'Imprimir aviso',
    slipPrinted: 'Aviso impreso',
    printing: 'Imprimiendo…',
  },

  receipt: {
    printed: (target: string) => `Comprobante impreso en ${target}`,
    state: {
      printing: 'Imprimiendo el comprobante…',
      waiting: 'El comprobante espera a la impresora; sale solo',
      seen: 'Comprobante impreso',
      unsure: '¿Salió completo el comprobante?',
      failed: 'El comprobante no se imprimió',
    } satisfies Record<Exclude<ReceiptState['kind'], 'printed'>, string>,
    cameOut: 'Sí, salió completo',
    printAgain: { unsure: 'No, imprimir otra vez', failed: 'Imprimir otra vez' },
  },

  sales: {
    title: 'Ventas',
    today: 'Hoy',
    count: (count: number) => (count === 1 ? '1 venta pagada' : `${count} ventas pagadas`),
    givenBack: (amount: string) => `${amount} devueltos`,
    lacksReceipt: 'Falta su comprobante',
    none: 'Aún no hay ventas',
    noneMeaning: 'Cada cobro aparece aquí, con su estado al momento.',
  },

  book: {
    title: 'Ventas',
    search: 'Buscar venta',
    searchable: 'Referencia, monto, fecha, RUT, últimos dígitos o autorización',
    kind: 'Qué ventas mostrar',
    kinds: {
      all: 'Todas',
      paid: 'Pagadas',
      pending: 'Pendientes',
      unpaid: 'Sin pago',
      'given-back': 'Devueltas',
      'to-review': 'Por revisar',
    } satisfies Record<SaleKind, string>,
    list: 'Ventas, la más nueva primero',
    nothing: 'No hay ventas que coincidan',
    nothingMeaning:
      'Busque por referencia o su comienzo, monto, fecha, RUT, últimos dígitos de la tarjeta o autorización.',
    nothingOfKind: 'No hay ventas de este tipo. En Todas están las demás.',
    choose: 'Elija una venta para ver todo lo que se sabe de ella.',
    tables: 'Guardar estas ventas',
    table: { xlsx: 'Planilla Excel', csv: 'CSV' } satisfies Record<ExportFormat, string>,
    exporting: 'Guardando…',
    exported: (count: number) =>
      count === 1 ? '1 venta guardada en' : `${count} ventas guardadas en`,

    back: 'Volver a la lista',
    close: 'Cerrar',
    sale: (reference: string) => `Venta ${reference}`,
    state: {
      opening: 'Abriendo el cobro',
      unopened: 'No se abrió',
      waiting: 'Esperando el pago',
      validating: 'El banco está validando',
      'partly-paid': 'Pagado en parte',
      attention: 'Sin confirmar',
      approved: 'Pagado',
      refunded: 'Devuelto',
      'partly-refunded': 'Devuelto en parte',
      rejected: 'Rechazado',
      cancelled: 'Cancelado',
      expired: 'Vencido',
      'partial-expired': 'Terminó pagado en parte',
      conflict: 'Sin confirmar',
    } satisfies Record<RowState, string>,
    chargedAt: 'Cobrada',
    cashier: 'Cajero',
    customer: 'Cliente',
    description: 'Descripción',
    show: 'Ver en la caja',

    payments: 'Intentos de pago',
    noPayments: 'Nadie intentó pagar.',
    authorization: (code: string) => `autorización\u00a0${code}`,
    instalments: (count: number) => (count === 1 ? '1\u00a0cuota' : `${count}\u00a0cuotas`),
    giveBack: 'Devolver…',

    refunds: 'Devoluciones',
    authorizedBy: (name: string) => `autorizó ${name}`,
    portal: '¿Qué dice el portal de Banchile?',
    finding: {
      'given-back': 'Sí se devolvió',
      'not-given-back': 'No se devolvió',
    } satisfies Record<RefundFinding, string>,

    receipts: 'Comprobantes',
    printAgain: 'Imprimir otra vez',

    sessions: 'Cobros en Banchile',
    request: (id: string) => `N° de operación ${id}`,
    noRequest: 'sin N° de operación',

    timeline: 'Qué pasó',

    refund: {
      title: (amount: string, how: string) => `¿Devolver el pago de ${amount} con ${how}?`,
      of: (amount: string, how: string) => `Devolución del pago de ${amount} con ${how}`,
      left: (amount: string) => `Se puede devolver hasta ${amount}.`,
      amount: 'Cuánto devolver',
      all: (amount: string) => `Vacío: todo (${amount})`,
      meaning:
        'Vuelve a la misma tarjeta. Mientras el banco no liquide este pago, solo se puede devolver todo; una parte se rechaza.',
      nothingLeft: 'De este pago ya no se puede devolver nada.',
      confirmAll: (amount: string) => `Devolver todo: ${amount}`,
      confirm: (amount: string) => `Devolver ${amount}`,
      giving: 'Devolviendo…',
      wait: 'Esperamos la respuesta de Banchile. No devuelva por otro lado.',
      back: 'Volver',
      done: 'Cerrar',
      unforeseen: {
        money: 'No se sabe si se devolvió.',
        what: 'Cobro no pudo terminar lo que le pidió.',
        advice: 'No devuelva otra vez: revise en el portal de Banchile.',
      },
    },
  },

  rowState: {
    opening: 'Abriendo',
    unopened: 'No se abrió',
    waiting: 'Esperando',
    validating: 'Validando',
    'partly-paid': 'En parte',
    attention: 'Revisar',
    approved: 'Pagado',
    refunded: 'Devuelto',
    'partly-refunded': 'Dev. en parte',
    rejected: 'Rechazado',
    cancelled: 'Cancelado',
    expired: 'Vencido',
    'partial-expired': 'Parcial',
    conflict: 'Sin confirmar',
  } satisfies Record<RowState, string>,

  shifts: {
    numbered: (number: number, name: string | null) =>
      name === null ? `Turno N° ${number}` : `Turno N° ${number} de ${name}`,
    title: (number: number) => `Turno ${number}`,
    total: 'Total cobrado',
    since: (at: string) => `Abierto desde ${at}`,
    whose: (name: string) => `Turno de ${name}`,
    between: (from: string, to: string) => `${from} a ${to}`,
    closedBy: (name: string) => `Lo cerró ${name}`,
    count: (count: number) => (count === 1 ? '1 pago' : `${count} pagos`),
    method: 'Medio',
    payments: 'Pagos',
    sum: 'Suma',
    unknownMethod: 'Sin informar',
    nothingTaken: 'Aún no hay pagos',
    nothingWasTaken: 'No hubo pagos',
    givenBack: 'Devuelto',
    unpaid: 'Terminadas sin pago',
    partial: 'Pagadas en parte',
    pending: 'Pendientes (pasan al próximo turno)',
    pendingThen: 'Pendientes (pasaron al próximo turno)',
    conflicts: 'Sin confirmar',
    earlierConflicts: (count: number) =>
      count === 1 ? 'y 1 de turnos anteriores' : `y ${count} de turnos anteriores`,
    unprinted: 'Sin comprobante impreso',
    none: 'ninguna',
    close: 'Cerrar turno…',
    closing: 'Cerrando…',
    print: 'Imprimir cierre',
    printCopy: 'Imprimir copia',
    printing: 'Imprimiendo…',
    notPrinted: 'El cierre aún no se imprime.',
    printed: 'Cierre impreso. Si lo imprime otra vez, dirá COPIA.',
    printedAt: (at: string) => `Impreso el ${at}. Si lo imprime otra vez, dirá COPIA.`,
    noneOpen: 'No hay un turno abierto',
    noneOpenMeaning: 'El primer cobro abre uno por sí solo. También puede abrirlo ahora.',
    open: 'Abrir turno',
    opening: 'Abriendo…',
    current: 'Turno abierto',
    earlier: 'Cierres anteriores',
    noEarlier: 'Aún no se cierra ninguno',
    retry: 'Intentar de nuevo',
  },

  closeShiftDialog: {
    title: (number: number, total: string) => `¿Cerrar el turno ${number} con ${total}?`,
    pending: (count: number) =>
      count === 1
        ? '1 cobro pendiente pasa al próximo turno: el cliente todavía puede pagarlo.'
        : `${count} cobros pendientes pasan al próximo turno: los clientes todavía pueden pagarlos.`,
    nothingPending: 'No quedan cobros pendientes.',
    conflicts: (count: number) =>
      count === 1
        ? '1 venta sigue sin confirmar, para que un supervisor la revise.'
        : `${count} ventas siguen sin confirmar, para que un supervisor las revise.`,
    final: 'Una vez cerrado, el cierre ya no se puede cambiar.',
    foreign: (name: string) => `El turno es de ${name}: lo autoriza un supervisor.`,
    foreignNobody: 'El turno es de otra persona: lo autoriza un supervisor.',
    foreignOwn: (name: string) => `El turno es de ${name}: usted lo cierra como supervisor.`,
    back: 'Volver',
    confirm: 'Cerrar turno',
  },

  unsavedDialog: {
    title: 'Hay cambios sin guardar',
    meaning: (sections: string) => `Si sale, se pierde lo que escribió en ${sections}.`,
    back: 'Volver a los ajustes',
    confirm: 'Salir sin guardar',
  },

  closeDialog: {
    title: (pending: number) =>
      pending === 1 ? 'Hay 1 cobro pendiente' : `Hay ${pending} cobros pendientes`,
    meaning: 'Si cierra, el cliente todavía puede pagar; Cobro lo sabrá al abrir de nuevo.',
    back: 'Volver',
    confirm: 'Cerrar igual',
  },

  stopped: {
    startAgain: 'Intentar de nuevo',
    starting: 'Abriendo la caja…',
    paste: 'Pegar la llave secreta',
    pasteMeaning:
      'Primero cópiela donde Banchile la entregó. Va directo al llavero, sin mostrarse.',
    close: 'Cerrar',
  },

  locked: {
    title: 'Caja bloqueada',
    who: '¿Quién atiende?',
    pin: 'Clave',
    pinOf: (name: string) => `Clave de ${name}`,
    digits: (count: number) => (count === 1 ? '1 dígito' : `${count} dígitos`),
    enter: 'Entrar',
    checking: 'Revisando…',
    others: 'Otra persona',
    waiting: (count: number) =>
      count === 1
        ? '1 cobro en espera; Cobro sigue preguntando'
        : `${count} cobros en espera; Cobro sigue preguntando`,
    toReview: (count: number) =>
      count === 1
        ? '1 venta sin confirmar: entre y revísela'
        : `${count} ventas sin confirmar: entre y revíselas`,
  },

  approval: {
    refund: {
      title: 'Autorizar la devolución',
      meaning: 'Devolver dinero necesita el visto bueno de un supervisor.',
      named: 'Queda registrado quién autoriza devolver el dinero.',
      own: '',
      name: 'Quién autoriza',
      confirm: 'Autorizar',
    },
    'decide-refund': {
      title: 'Anotar qué pasó con la devolución',
      meaning: 'Un supervisor lo anota, después de verlo en el portal de Banchile.',
      named: 'Queda registrado quién lo vio en el portal de Banchile.',
      own: 'Anótelo solo si lo vio en el portal de Banchile: después no se puede cambiar.',
      name: 'Quién lo vio',
      confirm: 'Anotar',
    },
    'close-shift': {
      title: 'Cerrar el turno de otra persona',
      meaning: 'Cerrar un turno ajeno necesita el visto bueno de un supervisor.',
      named: '',
      own: '',
      name: '',
      confirm: 'Autorizar',
    },
    supervisor: 'Supervisor',
    back: 'Volver',
  },

  cashiers: {
    title: 'Cajeros',
    purpose: 'Con cajeros, cada uno entra con su clave y queda registrado quién cobró.',
    without: 'Sin cajeros, cualquiera puede usar la caja.',
    here: 'En la caja',
    add: 'Agregar cajero…',
    addFirst: 'Agregar supervisor…',
    change: 'Cambiar…',
    dismiss: 'Quitar…',
    titleNew: 'Agregar cajero',
    titleFirst: 'Agregar supervisor',
    titleChange: (name: string) => `Datos de ${name}`,
    changeOf: (name: string) => `Cambiar los datos de ${name}`,
    dismissOf: (name: string) => `Quitar a ${name}`,
    name: 'Nombre',
    role: 'Rol',
    roles: {
      cashier: { name: 'Cajero', meaning: 'Cobra y cierra su turno.' },
      supervisor: { name: 'Supervisor', meaning: 'Además devuelve dinero y cambia los ajustes.' },
    } satisfies Record<Role, { name: string; meaning: string }>,
    first: 'El primero es supervisor: así alguien puede agregar a los demás.',
    pin: 'Clave',
    newPin: 'Clave nueva',
    pinLength: 'De 4 a 8 dígitos',
    keepsPin: 'En blanco, sigue la misma',
    pinAgain: 'Repita la clave',
    differs: 'Las claves no son iguales',
    save: 'Guardar',
    saving: 'Guardando…',
    back: 'Volver',
    dismissTitle: (name: string) => `¿Quitar a ${name}?`,
    dismissMeaning: 'Ya no podrá entrar a la caja. Lo que cobró queda registrado con su nombre.',
    dismissConfirm: 'Quitar',
    dismissing: 'Quitando…',
  },

  settings: {
    signIn: 'Entrar como supervisor',
    sections: 'Partes de los ajustes',
    only: 'Un supervisor cambia los ajustes. Pídale que entre con su clave.',
    unread: 'Intentar de nuevo',
    save: 'Guardar',
    saving: 'Guardando…',
    saved: 'Guardado',
    unsaved: 'Sin guardar',
    section: {
      shop: 'Comercio',
      banchile: 'Banchile',
      till: 'Caja',
      printer: 'Impresora',
      cashiers: 'Cajeros',
      screen: 'Pantalla',
      backups: 'Respaldos',
      support: 'Soporte',
    } satisfies Record<Section, string>,

    shop: {
      meaning: 'Así aparece el comercio en los comprobantes.',
      name: 'Nombre del comercio',
      rut: 'RUT',
      address: 'Dirección',
      footer: 'Pie del comprobante',
      logo: 'Logo',
      logoMeaning: 'PNG, JPEG, GIF o WebP. Se imprime en negro, al comienzo.',
      noLogo: 'Sin logo',
      asPrinted: 'El logo, como se imprime',
      choose: 'Elegir imagen…',
      change: 'Cambiar imagen…',
      reading: 'Leyendo…',
      remove: 'Quitar logo',
    },

    banchile: {
      environment: 'Dónde cobra esta caja',
      kinds: {
        training: {
          name: 'Práctica',
          meaning: 'Todo ocurre en este computador; ningún cobro es real.',
        },
        test: {
          name: 'Prueba de Banchile',
          meaning: 'Con credenciales de prueba; ningún cobro es real.',
        },
        uat: {
          name: 'Certificación (UAT)',
          meaning: 'Para certificar el comercio; ningún cobro es real.',
        },
        production: { name: 'Producción', meaning: 'Cobros reales, con dinero de verdad.' },
        custom: {
          name: 'Otra dirección',
          meaning: 'La que indique Banchile; los cobros pueden ser reales.',
        },
      } satisfies Record<EnvironmentForm['kind'], { name: string; meaning: string }>,
      other: 'Otra dirección…',
      url: 'Dirección',
      login: 'Usuario (login)',
      secret: 'Llave secreta',
      secrets: {
        keychain: {
          name: 'Usar la guardada',
          meaning: 'La que ya está en el llavero de este computador.',
        },
        clipboard: {
          name: 'Pegarla del portapapeles',
          meaning:
            'Cópiela donde Banchile la entregó y presione el botón: va directo al llavero, sin mostrarse.',
        },
      } satisfies Record<SecretFrom, { name: string; meaning: string }>,
      real: 'Desde que se conecte, cada cobro será con dinero real.',
      practise: 'Pasar a práctica',
      connect: 'Conectar',
      check: 'Comprobar conexión',
      paste: 'Pegar llave y conectar',
      connecting: 'Conectando…',
      connected: {
        training: 'Está en práctica: ningún cobro es real.',
        test: 'Conectado a Banchile, en el ambiente de prueba.',
        uat: 'Conectado a Banchile, en certificación.',
        production: 'Conectado a Banchile. Cada cobro es con dinero real.',
        custom: 'Conectado a esa dirección. Los cobros pueden ser con dinero real.',
      } satisfies Record<EnvironmentForm['kind'], string>,
    },

    till: {
      code: 'Código de esta caja',
      codeMeaning:
        'De 1 a 6 letras o números, distinto en cada caja. Comienza la referencia de cada venta.',
      returnUrl: 'Página a la que vuelve el cliente',
      returnUrlMeaning: 'Se abre en su teléfono después de pagar. En blanco, la de Banchile.',
    },

    printer: {
      first: 'Dónde se imprime',
      second: 'Si la primera no está lista',
      reaches: {
        none: 'Sin impresora',
        queue: 'Impresora de este computador',
        tcp: 'Impresora en la red',
        serial: 'Puerto serie',
        file: 'Archivo o dispositivo',
      } satisfies Record<Reach, string>,
      queue: 'Impresora',
      choose: 'Elija…',
      noQueues: 'Este computador no tiene impresoras instaladas.',
      findAgain: 'Buscar de nuevo',
      address: 'Dirección en la red',
      addressMeaning: 'Como 192.168.1.50; con otro puerto que 9100, así: 192.168.1.50:9101',
      port: 'Puerto',
      speed: 'Velocidad',
      path: 'Ruta',
      columns: 'Ancho del papel',
      columnsOf: {
        32: '58 mm, 32 letras por línea',
        42: '80 mm, 42 letras por línea',
        48: '80 mm, 48 letras por línea',
      },
      advanced: 'Si la página de prueba no sale bien…',
      dots: 'Puntos a lo ancho',
      letters: 'Tildes y eñes',
      lettersOf: {
        'windows-1252': 'Letras de la impresora (Windows 1252)',
        pc858: 'Letras de la impresora (PC 858)',
        pc850: 'Letras de la impresora (PC 850)',
        raster: 'Dibujadas: salen bien siempre, más lento',
      },
      doubleByte: 'Letras chinas en vez de tildes',
      doubleByteOf: { absent: 'No salen', cancelled: 'Salen: apagarlas' },
      qr: 'Código QR',
      qrOf: { native: 'Lo hace la impresora', raster: 'Lo dibuja Cobro' },
      cut: 'Corte del papel',
      cutOf: { full: 'Completo', partial: 'Deja un punto', none: 'A mano' },
      drawer: 'Cajón de dinero',
      drawerOf: { none: 'No hay', 'pin-2': 'Se abre (pin 2)', 'pin-5': 'Se abre (pin 5)' },
      test: 'Imprimir página de prueba',
      testing: 'Imprimiendo…',
      tested: 'Página de prueba impresa',
    },

    screen: {
      language: 'Idioma',
      languages: { es: 'Español', en: 'English' } satisfies Record<Language, string>,
      theme: 'Colores',
      themes: {
        system: 'Como el computador',
        light: 'Claros',
        dark: 'Oscuros',
      } satisfies Record<Theme, string>,
      sounds: 'Sonidos',
      soundsMeaning: 'Avisan si un pago se aprobó, se rechazó o hay que mirarlo.',
      display: 'Pantalla para el cliente',
      displayMeaning: 'Una segunda ventana con el monto y el código, en otra pantalla si la hay.',
      showDisplay: 'Traerla al frente',
      lockAfter: 'Bloquear la caja si nadie la toca',
      lockMeaning: 'Solo donde hay cajeros.',
      minutes: (count: number) => (count === 1 ? '1 minuto' : `${count} minutos`),
      never: 'Nunca',
    },

    backups: {
      meaning:
        'Cobro guarda una copia de las ventas cada día. Copie también esta carpeta a otro computador o disco.',
      folder: 'Carpeta',
      none: 'Aún no hay respaldos.',
      size: 'Tamaño',
      at: 'Fecha',
      file: 'Archivo',
      now: 'Respaldar ahora',
      doing: 'Respaldando…',
      done: 'Respaldo hecho',
      restore: 'Se recupera uno con la orden «cobroctl restore», con Cobro cerrado.',
    },

    support: {
      meaning: 'Un archivo con el estado de esta caja, para que soporte encuentre qué pasa.',
      without: 'No lleva la llave secreta ni las claves, ni datos de los clientes.',
      save: 'Guardar informe para soporte',
      saved: 'El informe quedó en',
      advice: 'Envíelo a soporte por correo.',
    },
  },

  welcome: {
    title: 'Bienvenido a Cobro',
    meaning:
      'Cobre con Banchile Pagos en el mesón: el cliente escanea un código y paga en su teléfono.',
    setUp: 'Configurar esta caja',
    setUpMeaning: 'Toma unos minutos. Tenga a mano el usuario y la llave que le dio Banchile.',
    practise: 'Practicar primero',
    practiseMeaning: 'Nada es real. En Ajustes puede configurarla cuando quiera.',
    starting: 'Un momento…',
    step: (number: number, count: number) => `Paso ${number} de ${count}`,
    steps: {
      shop: 'Su comercio',
      banchile: 'Su cuenta en Banchile',
      till: 'La caja y su impresora',
      cashiers: 'Quiénes atienden',
      done: 'Listo',
    } satisfies Record<Step, string>,
    back: 'Atrás',
    next: 'Siguiente',
    notNow: 'Ahora no',
    finish: 'Empezar a cobrar',
    mode: {
      training:
        'Está en práctica: ningún cobro es real. Cuando quiera cobrar de verdad, vaya a Ajustes, Banchile.',
      test: 'Está en un ambiente de prueba: ningún cobro es real.',
      live: 'Desde ahora cada cobro es con dinero real.',
    } satisfies Record<Mode, string>,
    noCashiers: 'Sin cajeros: cualquiera usa la caja',
    noPrinter: 'Sin impresora',
  },

  problem: {
    unforeseen: {
      money: 'No se sabe si se completó.',
      what: 'Cobro no pudo terminar lo que le pidió.',
      advice: 'Mire cómo quedó antes de intentarlo de nuevo.',
    },
    unforeseenCharge: {
      money: 'No se sabe si hubo un cobro.',
      what: 'Cobro no pudo terminar lo que le pidió.',
      advice: 'Mire el estado de la venta en la lista antes de cobrar de nuevo.',
    },
  },

  keys: {
    enter: 'Enter',
    escape: 'Esc',
    newSale: 'F2',
    sales: 'F4',
    print: 'F9',
    lock: 'Ctrl+L',
  },
};

/** What a language has to bring. */
export type Text = typeof es;
