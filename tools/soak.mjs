// `npm run soak [-- kills | drills | clocks | hostile | malformed | random] [--quick] [--seed N]`: the full counts; exits 1 on any loss. DRILLS=disk runs the drills whose names begin so.
import { spawn } from 'node:child_process'

const child = spawn(process.execPath, ['--import', 'tsx', 'soak/main.ts', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
child.on('close', (code) => process.exit(code ?? 1))
