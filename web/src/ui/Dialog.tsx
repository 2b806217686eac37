import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useTexts } from './texts'

/** Dialog stands above the page until it is answered or closed. The browser keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const say = useTexts()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    if (shown && !shown.open) shown.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className="dialog-head">
        <h2 id={id} className="h3">
          {title}
        </h2>
        <button type="button" className="function-link" onClick={onClose}>
          {say('close')}
        </button>
      </div>
      {children}
    </dialog>
  )
}
