const common = { width: 12, height: 12, viewBox: '0 0 12 12', 'aria-hidden': true, fill: 'currentColor' } as const

/** Two arrows of which the one in force is dark. */
export function SortIcon({ direction }: { direction: 'none' | 'ascending' | 'descending' }) {
  return (
    <svg {...common} className="jd-icon">
      <path d="M6 1 9 5H3z" opacity={direction === 'ascending' ? 1 : 0.3} />
      <path d="M6 11 3 7h6z" opacity={direction === 'descending' ? 1 : 0.3} />
    </svg>
  )
}

/** A funnel. */
export function FilterIcon() {
  return (
    <svg {...common} className="jd-icon">
      <path d="M1 1.5h10L7.2 6v4.2L4.8 11V6z" />
    </svg>
  )
}

/** A magnifying glass. */
export function SearchIcon() {
  return (
    <svg {...common} width={14} height={14} className="jd-icon">
      <path d="M5 1a4 4 0 1 0 2.5 7.1l2.7 2.7.8-.8-2.7-2.7A4 4 0 0 0 5 1zm0 1.1a2.9 2.9 0 1 1 0 5.8 2.9 2.9 0 0 1 0-5.8z" />
    </svg>
  )
}

/** Three lines: opens the rail on a narrow screen. */
export function MenuIcon() {
  return (
    <svg {...common} width={16} height={16} className="jd-icon">
      <path d="M1 2h10v1.2H1zm0 3.4h10v1.2H1zm0 3.4h10V10H1z" />
    </svg>
  )
}
