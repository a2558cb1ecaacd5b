// `npm run dev`: the server straight from its sources, with the pages of the last build.
import { main } from '../src/app/cli.ts'

await main(['start', ...process.argv.slice(2)])
