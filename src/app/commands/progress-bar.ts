const width = 30

/** A bar on a terminal; on a file, one line a stage. */
export function progressBar(out: NodeJS.WriteStream): {
  show(stage: string, done: number, total: number): void
  end(): void
} {
  let shown = ''
  const started = Date.now()
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`
  return {
    show(stage, done, total) {
      if (!out.isTTY) {
        if (stage !== shown) out.write(`${stage} … ${seconds()}\n`)
        shown = stage
        return
      }
      const full = total === 0 ? width : Math.round((Math.min(done, total) / total) * width)
      out.write(`\r\u001b[K${'█'.repeat(full)}${'░'.repeat(width - full)} ${stage} ${done}/${total} ${seconds()}`)
    },
    end() {
      out.write(out.isTTY ? `\r\u001b[K${seconds()}\n` : `${seconds()}\n`)
    },
  }
}
