"""Handles: how a kernel takes a whole table, or a named record of arrays and whole numbers, as one argument.

    _look(world.blood.handle, world.citizens.handle, params.knobs, world.tick)

    @kernel
    def _look(blood, people, knobs, now):
        for slot in range(len(blood.used)):
            if blood.used[slot] and blood.lost[slot] > knobs.fatal: ...

A handle is a NumPy structured scalar over a buffer of *words*: for each field its value, or the address of its array
and its lengths. Numba knows the type of such a scalar by its dtype, at a tenth of what any other object costs, and
finds the buffer at a fixed place in it. In compiled code a field is read once, at the top of the function, so that
`blood.lost[slot]` in a loop is as fast as an argument. Nothing has to be compiled to make a handle, and a table that
has grown only writes its buffer anew.

Where kernels are plain Python, `Table.handle` is the table itself and `record` gives an object with these attributes:
a kernel reads the same both ways. Kernels neither return handles nor assign to their fields, only to what the arrays
hold. Arrays are C-contiguous.
"""

from __future__ import annotations

import ctypes
import weakref
from hashlib import blake2b
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.jit import COMPILED

Handle = Any
"""What a kernel takes: see above. Python code does not look into it."""

NUMBER = ("<i8", 0)
"""The field of a whole number; any other is (dtype, dimensions) of an array."""

Fields = tuple[tuple[str, tuple[str, int]], ...]


class Words(np.void):  # type: ignore[misc]  # final for type checkers; `np.record` is one too
    """The structured scalar. A record's keeps references to the arrays whose addresses stand in its buffer."""

    words: npt.NDArray[np.int64]
    """The buffer of a record,"""
    kept: dict[str, Any]
    """and its fields by name."""
    table: weakref.ref[Any]
    """The table whose columns they are."""

    def __getattribute__(self, name: str) -> Any:
        """A field, for a kernel that is run as plain Python among compiled ones; compiled code never comes here."""
        own = super().__getattribute__("__dict__")
        table = own["table"]() if "table" in own else None
        fields = own.get("kept", {}) if table is None else vars(table)
        return fields[name] if name in fields else super().__getattribute__(name)


class Layout:
    """Where the fields of a handle stand in its buffer of words."""

    def __init__(self, label: str, fields: Fields) -> None:
        self.label, self.fields = label, fields
        spec, self.first, n = [], {}, 0
        for name, (kind, dimensions) in fields:
            # the name of a part says what the array holds: two handles have one dtype only if they are one type
            spec.append((name, [(f"{kind}:{part}", "<i8") for part in range(1 + dimensions)]))
            self.first[name] = n
            n += 1 + dimensions
        self.dtype: np.dtype[Any] = np.dtype((Words, spec))
        _layouts[self.dtype] = self

    def make(self) -> tuple[npt.NDArray[np.int64], Handle]:
        """(its buffer as words, the handle)."""
        buffer = np.zeros(1, self.dtype)
        return buffer.view(np.int64), buffer[0]

    def point(self, words: npt.NDArray[np.int64], name: str, value: Any) -> None:
        """Write one field."""
        first = self.first[name]
        if isinstance(value, np.ndarray):
            if not value.flags.c_contiguous:
                raise ValueError(f"{self.label}.{name}: a kernel takes only arrays that lie in one piece")
            words[first] = value.__array_interface__["data"][0]
            words[first + 1 : first + 1 + value.ndim] = value.shape
        else:
            words[first] = value


_layouts: dict[np.dtype[Any], Layout] = {}
_by_fields: dict[Fields, Layout] = {}


def record(**fields: Any) -> Handle:
    """A handle on named arrays and whole numbers (flags too): knobs, caches, the map."""
    if not COMPILED:
        return SimpleNamespace(**fields)
    kinds = tuple(
        (name, (value.dtype.str, value.ndim) if isinstance(value, np.ndarray) else NUMBER)
        for name, value in fields.items()
    )
    layout = _by_fields.get(kinds)
    if layout is None:
        layout = _by_fields[kinds] = Layout("record", kinds)
    words, handle = layout.make()
    for name, value in fields.items():
        layout.point(words, name, value)
    handle.words, handle.kept = words, fields
    return handle


def change(handle: Handle, **fields: Any) -> None:
    """Replace fields of a record by others of the same types; kernels that take the handle from now on see them."""
    kept = held(handle)
    if COMPILED:
        layout, words = _layouts[object.__getattribute__(handle, "dtype")], object.__getattribute__(handle, "words")
        for name, value in fields.items():
            if value is not kept[name]:
                layout.point(words, name, value)
    kept.update(fields)


def held(handle: Handle) -> dict[str, Any]:
    """The fields of a record by name: for Python code that looks at them often, since reading one as an attribute of a
    handle is slow.
    """
    found: dict[str, Any] = object.__getattribute__(handle, "kept") if COMPILED else handle.__dict__
    return found


# ---------------------------------------------------------------- what Numba has to know

if COMPILED:
    import llvmlite.ir
    import numba.core.cgutils
    import numba.core.datamodel
    import numba.core.extending
    import numba.core.types
    import numba.core.typing.templates
    import numba.np.numpy_support

    # Any: Numba's type hints do not cover what extends it
    ir: Any = llvmlite.ir
    types: Any = numba.core.types
    extending: Any = numba.core.extending
    datamodel: Any = numba.core.datamodel
    templates: Any = numba.core.typing.templates
    cgutils: Any = numba.core.cgutils
    from_dtype: Any = numba.np.numpy_support.from_dtype

    _I64 = ir.IntType(64)
    _ADDRESS = ir.IntType(8).as_pointer()

    def _place_of_data() -> int:
        """How far into a structured scalar the address of its data stands: looked for, not taken for granted."""
        array = np.zeros(1, Layout("probe", (("x", NUMBER),)).dtype)
        scalar, address = array[0], array.__array_interface__["data"][0]
        for place in range(2 * ctypes.sizeof(ctypes.c_void_p), 128, ctypes.sizeof(ctypes.c_void_p)):
            if ctypes.c_size_t.from_address(id(scalar) + place).value == address:
                return place
        raise RuntimeError("this NumPy keeps structured scalars in a way that Undergrid does not know")

    PLACE = _place_of_data()

    class HandleType(types.Type):  # type: ignore[misc]
        """The type of a handle: at the level of this module, or no cached kernel would ever match again."""

        def __init__(self, label: str, fields: Fields) -> None:
            self.label, self.fields = label, fields
            self.first, self.arrays, n = {}, {}, 0
            for name, (kind, dimensions) in fields:
                self.first[name] = n
                self.arrays[name] = types.Array(from_dtype(np.dtype(kind)), dimensions, "C") if dimensions else None
                n += 1 + dimensions
            digest = blake2b(
                repr((PLACE, fields)).encode(), digest_size=6
            ).hexdigest()  # in the name of what is compiled
            super().__init__(name=f"{label}_{digest}")

        @property
        def key(self) -> tuple[str, Fields]:
            return self.label, self.fields

    def _type_of(value: Words, _: Any) -> HandleType:
        layout = _layouts[value.dtype]
        return HandleType(layout.label, layout.fields)

    @datamodel.register_default(HandleType)
    class _HandleModel(datamodel.models.PrimitiveModel):  # type: ignore[misc]
        """In machine code a handle is the address of its words, of a pointer type that is its own."""

        def __init__(self, manager: Any, handle: HandleType) -> None:
            super().__init__(manager, handle, ir.global_context.get_identified_type(handle.name).as_pointer())

        def as_return(self, builder: Any, value: Any) -> Any:
            raise NotImplementedError("a kernel does not return a handle")

    @extending.infer_getattr
    class _HandleFields(templates.AttributeTemplate):  # type: ignore[misc]
        key = HandleType

        def generic_resolve(self, handle: HandleType, name: str) -> Any:
            return (handle.arrays[name] or types.int64) if name in handle.arrays else None

    def _field(context: Any, builder: Any, handle: HandleType, value: Any, name: str) -> Any:
        """Read a field: in the entry block if only one argument can be meant, else where the kernel asks for it."""
        meant = [argument for argument in builder.function.args if argument.type == value.type]
        if len(meant) == 1:
            with builder.goto_entry_block():
                return _read(context, builder, handle, meant[0], name)
        return _read(context, builder, handle, value, name)

    def _read(context: Any, builder: Any, handle: HandleType, value: Any, name: str) -> Any:
        unchanging = builder.module.add_metadata([])

        def word(number: int, kind: Any) -> Any:
            place = builder.gep(builder.bitcast(value, _I64.as_pointer()), [_I64(number)], inbounds=True)
            read = builder.load(builder.bitcast(place, kind.as_pointer()))
            read.set_metadata("invariant.load", unchanging)
            return read

        first, array = handle.first[name], handle.arrays[name]
        if array is None:
            return word(first, _I64)
        # put together field by field: Numba's own helper would go to the entry block by itself, and come back to its
        # end, which is the wrong place where an argument has ended that block already (a flag does)
        model = context.data_model_manager[array]
        shape = [word(first + 1 + axis, _I64) for axis in range(array.ndim)]
        item = _I64(context.get_abi_sizeof(context.get_data_type(array.dtype)))
        strides, n = [item], shape[-1]
        for length in shape[:0:-1]:
            strides.insert(0, builder.mul(strides[0], length))
        for length in shape[:-1]:
            n = builder.mul(n, length)
        made = ir.Constant(model.get_value_type(), None)
        data = word(first, context.get_value_type(model.get_type("data")))
        for field, part in (("nitems", n), ("itemsize", item), ("data", data)):
            made = model.set(builder, made, part, field)
        made = model.set(builder, made, cgutils.pack_array(builder, shape), "shape")
        return model.set(builder, made, cgutils.pack_array(builder, strides), "strides")

    def _unbox(handle: HandleType, scalar: Any, c: Any) -> Any:
        place = c.builder.gep(c.builder.bitcast(scalar, _ADDRESS), [_I64(PLACE)])
        words = c.builder.load(c.builder.bitcast(place, _ADDRESS.as_pointer()))
        return extending.NativeValue(c.builder.bitcast(words, c.context.get_value_type(handle)))

    extending.typeof_impl.register(Words)(_type_of)
    extending.lower_getattr_generic(HandleType)(_field)
    extending.unbox(HandleType)(_unbox)
