import type { ReactNode } from 'react'

type Kind = 'info' | 'success' | 'warning' | 'error'

/** Alert is a message on the page. Errors and warnings that appear later are read aloud (`live`). */
export function Alert({ kind, title, live, children }: { kind: Kind; title?: string; live?: boolean; children?: ReactNode }) {
  return (
    <div className={`alert alert-${kind} alert--paragraph`} role={live ? (kind === 'error' ? 'alert' : 'status') : undefined}>
      <div className="alert-body">
        {title && <p className="alert-heading">{title}</p>}
        {children && <div className="alert-text">{children}</div>}
      </div>
    </div>
  )
}
