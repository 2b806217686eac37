import { useCallback, useEffect, useRef, useState } from 'react'
import { Alert } from './Alert'

/** useSaid gives a place where a section says that something has been done. It takes the focus, which a dialog or row left. */
export function useSaid() {
  const [text, setText] = useState<{ text: string }>()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (text) place.current?.focus()
  }, [text])
  const tell = useCallback((said: string) => setText({ text: said }), [])
  const said = (
    <div ref={place} tabIndex={-1} role="status" className="said">
      {text && <Alert kind="success">{text.text}</Alert>}
    </div>
  )
  return { said, tell }
}
