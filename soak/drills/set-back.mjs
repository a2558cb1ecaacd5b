/** Loaded before a server (`--import`): its clock runs three days ahead until the process is told (SIGUSR2) that somebody put it right. */
let ahead = 3 * 86_400_000
const MachineDate = Date

globalThis.Date = new Proxy(MachineDate, {
  construct: (machine, given) => (given.length === 0 ? new machine(machine.now() + ahead) : new machine(...given)),
  get: (machine, name, self) => (name === 'now' ? () => machine.now() + ahead : Reflect.get(machine, name, self)),
})
process.on('SIGUSR2', () => {
  ahead = 0
})
