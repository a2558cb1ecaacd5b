import { availableParallelism, totalmem } from 'node:os'
import path from 'node:path'
import { z } from 'zod'

const truthy = new Set(['1', 'true', 'yes', 'on'])

const flag = z
  .string()
  .transform((text) => truthy.has(text.toLowerCase()))
  .describe('true or false')

const postgresAddress = z
  .string()
  .regex(/^postgres(ql)?:\/\/.+/, 'an address like postgres://user:password@host:5432/database')

const packList = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*(,[a-z0-9][a-z0-9_-]*)*$/, 'pack ids separated by commas, the root pack first, e.g. demo,town')
  .transform((text) => text.split(','))

const variables = z.object({
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  PORT: z.coerce.number().int('a whole number').min(0).max(65535).default(8080).describe('port; 0 takes a free one'),
  DATA_DIR: z.string().min(1).default('data').describe('folder of the engines, files and keys'),
  DATABASE_URL: postgresAddress.optional().describe('PostgreSQL server of the record; without it Jidi starts its own'),
  DATABASE_APP_URL: postgresAddress.optional().describe('the same server as the role jidi_app; without it the owner becomes jidi_app'),
  FACTS_URL: postgresAddress.optional().describe('PostgreSQL or Citus server of the mirror; without it DuckDB in DATA_DIR'),
  PACK: packList.default(['dongguan'].slice(1)).describe('the root pack and its overlays'),
  PACKS_DIR: z.string().min(1).default('packs').describe('folder of the packs'),
  POPULATION: z.enum(['small', 'full', 'none'], 'small, full or none').default('small'),
  WEB_DIR: z.string().min(1).default('dist/web').describe('folder of the built pages'),
  PUBLIC_URL: z.url('an address like https://jidi.example').optional().describe('the address people type, when a proxy stands before us'),
  TRUST_PROXY: flag.default(false).describe('believe X-Forwarded-For and X-Forwarded-Proto'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  FACTS_THREADS: z.coerce.number().int().min(1).max(256).optional(),
  FACTS_MEMORY_MB: z.coerce.number().int().min(64).optional(),
  UPLOAD_MB: z.coerce.number().int().min(1).max(2048).default(50),
})
