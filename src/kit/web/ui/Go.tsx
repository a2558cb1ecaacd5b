import { Link, type LinkProps } from '@tanstack/react-router'
import type { CSSProperties, ReactNode } from 'react'
import { splitAddress } from '../address.ts'

type GoProps = {
  to: string
  children: ReactNode
  className?: string
  style?: CSSProperties
  title?: string
  onClick?: () => void
}

/** A link to an address of `base/paths`; place, period and language go along. */
export function Go({ to, children, ...rest }: GoProps) {
  const { to: path, search, hash } = splitAddress(to)
  const target = { to: path, search, hash } as LinkProps
  return (
    <Link {...target} {...rest}>
      {children}
    </Link>
  )
}
