import { type ReactNode, useEffect, useRef } from 'react'
import { useLocation } from 'react-router'
import { useTexts } from './texts'

type Props = { title: string; lead?: ReactNode; actions?: ReactNode; fresh?: boolean; children?: ReactNode }

/**
 * Page is the content of one address: its title in the window and as heading, which takes the focus when somebody
 * has come here by a link, so that a screen reader says where they are; `fresh` when it came without one, as a receipt does.
 */
export function Page({ title, lead, actions, fresh, children }: Props) {
  const say = useTexts()
  const heading = useRef<HTMLHeadingElement>(null)
  const { pathname, key } = useLocation()
  useEffect(() => {
    document.title = say('page_title', { title: title.replaceAll('\u00AD', '') }) // a soft hyphen is for the heading
  }, [title, say])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heading takes the focus for each new address, not for each rendering
  useEffect(() => {
    if (fresh || key !== 'default') heading.current?.focus()
  }, [pathname])
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div className="page-actions">{actions}</div>}
      </div>
      {lead && <p className="font-lead">{lead}</p>}
      {children}
    </>
  )
}
