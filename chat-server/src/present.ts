/** Somebody who writes: the `uid` is proven, the name is what this client calls itself. */
interface Typist {
  uid: string;
  name: string;
}

/** Who is there. */
export interface Present {
  /** Connections. */
  here: number;
  typing: Typist[];
}
