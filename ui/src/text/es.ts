// Every word of the screen in the Spanish of Chile: usted, short, no blame, no exclamation marks.
// Amounts, hours, cards and problems arrive worded from Rust.

import type { AttemptOutcome, Mode, RowState } from '../dto';

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
    options: 'Opciones',
    allowPartial: 'Permitir pago en partes',
    allowPartialMeaning: 'El cliente puede pagar con más de una tarjeta.',
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
    notCopied: 'No se pudo copiar',
    printQr: 'Imprimir QR',
    qrPrinted: 'QR impreso',
    printingQr: 'Imprimiendo…',
    askNow: '¿Pagó o no?',
    asking: 'Preguntando…',
    setAside: 'Dejar en espera',
    cancel: 'Cancelar cobro…',
    cancelling: 'Cancelando…',
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
    printing: 'Imprimiendo el comprobante…',
    printed: (target: string) => `Comprobante impreso en ${target}`,
    waiting: 'El comprobante espera a la impresora; sale solo',
    seen: 'Comprobante impreso',
    unsure: '¿Salió completo el comprobante?',
    cameOut: 'Sí, salió completo',
    printAgain: { unsure: 'No, imprimir otra vez', failed: 'Imprimir otra vez' },
    failed: 'El comprobante no se imprimió',
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

  closeDialog: {
    title: (pending: number) =>
      pending === 1 ? 'Hay 1 cobro pendiente' : `Hay ${pending} cobros pendientes`,
    meaning: 'Si cierra, el cliente todavía puede pagar; Cobro lo sabrá al abrir de nuevo.',
    back: 'Volver',
    confirm: 'Cerrar igual',
  },

  stopped: {
    close: 'Cerrar',
  },

  problem: {
    unforeseen: {
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
