import { createContext, useContext, useEffect } from 'react'

/** The labels of a form's fields by name, for the summary of its faults. */
export type Labels = Map<string, string>

export const LabelsContext = createContext<Labels>(new Map())

/** useLabel tells the form that a field is shown, and what it is called. */
export function useLabel(name: string, label: string) {
  const labels = useContext(LabelsContext)
  useEffect(() => {
    labels.set(name, label)
    return () => {
      labels.delete(name)
    }
  }, [labels, name, label])
}
