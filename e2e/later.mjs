/**
 * Loaded before a server of a story (`--import`): its clock runs `DAYS_LATER` days ahead of the machine. Days pass from one start to the
 * next, which is all that a deadline knows of; everything else is the product as it is built.
 */
const ahead = Number(process.env.DAYS_LATER ?? '0') * 86_400_000
const MachineDate = Date

globalThis.Date = new Proxy(MachineDate, {
  construct: (machine, given) => (given.length === 0 ? new machine(machine.now() + ahead) : new machine(...given)),
  get: (machine, name, self) => (name === 'now' ? () => machine.now() + ahead : Reflect.get(machine, name, self)),
})
