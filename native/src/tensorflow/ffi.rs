//! TensorFlow's C API: the only module in which `unsafe` stands.
//!
//! The library is opened from the installed wheel with `RTLD_NOW | RTLD_LOCAL`: with global symbols a
//! later `import tensorflow` crashes. It is never closed.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::Path;
use std::ptr::{NonNull, null, null_mut};
use std::sync::Arc;

use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};

use crate::tensorflow::data_type::{STRING, item_bytes};

/// A status of TensorFlow's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The canonical code.
    pub code: u32,
    /// Its text.
    pub message: String,
}

/// An output of an operation in a graph; laid out as `TF_Output`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Endpoint {
    operation: *mut c_void,
    index: c_int,
}

/// An operation of a graph, to be run without fetching from it; laid out as a pointer.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Operation(NonNull<c_void>);

// SAFETY: operations belong to a graph, which is thread-safe.
unsafe impl Send for Operation {}
// SAFETY: the same.
unsafe impl Sync for Operation {}

#[repr(C)]
struct Buffer {
    data: *const c_void,
    length: usize,
    deallocator: Option<unsafe extern "C" fn(*mut c_void, usize)>,
}

macro_rules! functions {
    ($($name:ident: fn($($argument:ty),*) $(-> $result:ty)?;)*) => {
        /// The functions that are used.
        #[allow(non_snake_case)]
        struct Functions { $($name: unsafe extern "C" fn($($argument),*) $(-> $result)?,)* }

        impl Functions {
            fn find(libraries: &[Library]) -> Result<Self, String> {
                Ok(Self { $($name: {
                    let name = concat!(stringify!($name), "\0");
                    let found = libraries.iter().find_map(|library| {
                        // SAFETY: the signature is that of tensorflow/c/c_api.h.
                        unsafe {
                            library.get::<unsafe extern "C" fn($($argument),*) $(-> $result)?>(
                                name.as_bytes()
                            ).ok().map(|symbol| *symbol)
                        }
                    });
                    found.ok_or_else(|| format!("TensorFlow has no {}", stringify!($name)))?
                },)* })
            }
        }
    };
}

functions! {
    TF_NewStatus: fn() -> *mut c_void;
    TF_DeleteStatus: fn(*mut c_void);
    TF_GetCode: fn(*const c_void) -> c_int;
    TF_Message: fn(*const c_void) -> *const c_char;
    TF_NewGraph: fn() -> *mut c_void;
    TF_DeleteGraph: fn(*mut c_void);
    TF_NewSessionOptions: fn() -> *mut c_void;
    TF_SetConfig: fn(*mut c_void, *const c_void, usize, *mut c_void);
    TF_DeleteSessionOptions: fn(*mut c_void);
    TF_LoadSessionFromSavedModel: fn(
        *const c_void, *const Buffer, *const c_char, *const *const c_char, c_int, *mut c_void,
        *mut Buffer, *mut c_void
    ) -> *mut c_void;
    TF_NewSession: fn(*mut c_void, *const c_void, *mut c_void) -> *mut c_void;
    TF_CloseSession: fn(*mut c_void, *mut c_void);
    TF_DeleteSession: fn(*mut c_void, *mut c_void);
    TF_SessionRun: fn(
        *mut c_void, *const Buffer, *const Endpoint, *const *mut c_void, c_int, *const Endpoint,
        *mut *mut c_void, c_int, *const *const c_void, c_int, *mut Buffer, *mut c_void
    );
    TF_GraphOperationByName: fn(*mut c_void, *const c_char) -> *mut c_void;
    TF_OperationNumOutputs: fn(*mut c_void) -> c_int;
    TF_OperationOutputType: fn(Endpoint) -> c_int;
    TF_AllocateTensor: fn(c_int, *const i64, c_int, usize) -> *mut c_void;
    TF_DeleteTensor: fn(*mut c_void);
    TF_TensorType: fn(*const c_void) -> c_int;
    TF_NumDims: fn(*const c_void) -> c_int;
    TF_Dim: fn(*const c_void, c_int) -> i64;
    TF_TensorByteSize: fn(*const c_void) -> usize;
    TF_TensorData: fn(*const c_void) -> *mut c_void;
    TF_NewBuffer: fn() -> *mut Buffer;
    TF_DeleteBuffer: fn(*mut Buffer);
    TF_GetAllOpList: fn() -> *mut Buffer;
    TF_LoadLibrary: fn(*const c_char, *mut c_void) -> *mut c_void;
    TF_StringInit: fn(*mut TString);
    TF_StringCopy: fn(*mut TString, *const c_char, usize);
    TF_StringGetDataPointer: fn(*const TString) -> *const c_char;
    TF_StringGetSize: fn(*const TString) -> usize;
}

/// A string in a tensor, 24 bytes that only TensorFlow looks into.
#[repr(C, align(8))]
struct TString([u8; 24]);

/// The library. Thread-safe.
pub struct TensorFlow {
    functions: Functions,
}

impl TensorFlow {
    /// Open the libraries in `directory`, that of the Python package.
    ///
    /// # Errors
    /// What the loader says, or which function is missing.
    pub fn open(directory: &Path) -> Result<Arc<Self>, String> {
        let names = ["libtensorflow_framework.so.2", "libtensorflow_cc.so.2"];
        let libraries = names
            .iter()
            // SAFETY: TensorFlow's initialisers may run in any thread, and in any order with those
            // of its Python package.
            .map(|name| unsafe { Library::open(Some(directory.join(name)), RTLD_NOW | RTLD_LOCAL) })
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| error.to_string())?;
        let functions = Functions::find(&libraries)?;
        // Left open for ever: threads of TensorFlow's own go on.
        libraries.into_iter().for_each(std::mem::forget);
        Ok(Arc::new(Self { functions }))
    }

    /// A serialized `OpList` of all operations that are registered.
    pub fn op_list(&self) -> Vec<u8> {
        // SAFETY: the buffer is made by the call and deleted once.
        unsafe {
            let buffer = (self.functions.TF_GetAllOpList)();
            let list = bytes_of(buffer);
            (self.functions.TF_DeleteBuffer)(buffer);
            list
        }
    }

    /// Register the operations of a library.
    ///
    /// # Errors
    /// TensorFlow's reason.
    pub fn load_op_library(&self, path: &str) -> Result<(), Failure> {
        let path = c_string(path)?;
        let status = Status::new(self);
        // SAFETY: both arguments live through the call; the library handle is kept for ever.
        unsafe { (self.functions.TF_LoadLibrary)(path.as_ptr(), status.raw) };
        status.check()
    }
}

fn c_string(text: &str) -> Result<CString, Failure> {
    CString::new(text).map_err(|_| Failure {
        code: 3,
        message: format!("{text:?} has a zero byte"),
    })
}

/// A copy of what a buffer holds.
///
/// # Safety
/// The buffer is alive and nobody writes to it.
unsafe fn bytes_of(buffer: *const Buffer) -> Vec<u8> {
    // SAFETY: pointer and length of a live buffer belong together.
    unsafe {
        if (*buffer).data.is_null() {
            return Vec::new();
        }
        std::slice::from_raw_parts((*buffer).data.cast::<u8>(), (*buffer).length).to_vec()
    }
}

struct Status<'a> {
    library: &'a TensorFlow,
    raw: *mut c_void,
}

impl<'a> Status<'a> {
    fn new(library: &'a TensorFlow) -> Self {
        // SAFETY: no preconditions.
        let raw = unsafe { (library.functions.TF_NewStatus)() };
        Self { library, raw }
    }

    fn check(&self) -> Result<(), Failure> {
        let functions = &self.library.functions;
        // SAFETY: the status is alive; its message is valid until it changes.
        unsafe {
            let code = (functions.TF_GetCode)(self.raw);
            if code == 0 {
                return Ok(());
            }
            let message = CStr::from_ptr((functions.TF_Message)(self.raw));
            let message = message.to_string_lossy().into_owned();
            Err(Failure {
                code: u32::try_from(code).unwrap_or(2),
                message,
            })
        }
    }
}

impl Drop for Status<'_> {
    fn drop(&mut self) {
        // SAFETY: made by TF_NewStatus, deleted once.
        unsafe { (self.library.functions.TF_DeleteStatus)(self.raw) }
    }
}

/// A tensor of TensorFlow's, freed with its strings.
pub struct Tensor {
    library: Arc<TensorFlow>,
    raw: NonNull<c_void>,
}

// SAFETY: a tensor is plain memory with a thread-safe reference count; nobody else writes to it.
unsafe impl Send for Tensor {}
// SAFETY: once it is made it is only read.
unsafe impl Sync for Tensor {}

impl Tensor {
    /// A tensor of a type of fixed size, its memory filled by `fill`, which must write all of it.
    /// None where the size does not fit, or there is no memory.
    pub fn filled(
        library: &Arc<TensorFlow>,
        dtype: i32,
        shape: &[i64],
        fill: impl FnOnce(&mut [u8]),
    ) -> Option<Self> {
        let (tensor, bytes) = Self::allocated(library, dtype, shape)?;
        if bytes > 0 {
            // SAFETY: freshly allocated memory of that size, seen by nobody else.
            let memory = unsafe { tensor.memory() };
            memory.fill(0);
            fill(memory);
        }
        Some(tensor)
    }

    /// Memory that is not written yet, and its size.
    fn allocated(library: &Arc<TensorFlow>, dtype: i32, shape: &[i64]) -> Option<(Self, usize)> {
        let count = shape.iter().try_fold(1usize, |count, &size| {
            count.checked_mul(usize::try_from(size).ok()?)
        })?;
        let bytes = count.checked_mul(item_bytes(dtype)?)?;
        let dims = c_int::try_from(shape.len()).ok()?;
        // SAFETY: shape has `dims` elements; the size belongs to it.
        let raw =
            unsafe { (library.functions.TF_AllocateTensor)(dtype, shape.as_ptr(), dims, bytes) };
        let tensor = Self {
            library: Arc::clone(library),
            raw: NonNull::new(raw)?,
        };
        Some((tensor, bytes))
    }

    /// A tensor whose elements are these bytes, copied once; None where they are not as many as
    /// `shape` says.
    pub fn of_bytes(
        library: &Arc<TensorFlow>,
        dtype: i32,
        shape: &[i64],
        content: &[u8],
    ) -> Option<Self> {
        let (tensor, bytes) = Self::allocated(library, dtype, shape)?;
        if bytes != content.len() {
            return None;
        }
        if bytes > 0 {
            // SAFETY: fresh memory of that size, which nobody else sees and nothing reads before.
            unsafe {
                let data = (library.functions.TF_TensorData)(tensor.raw.as_ptr()).cast::<u8>();
                content.as_ptr().copy_to_nonoverlapping(data, bytes);
            }
        }
        Some(tensor)
    }

    /// The same in memory of its own; None where there is no memory.
    pub fn copy(&self) -> Option<Self> {
        let shape: Vec<_> = self.shape().collect();
        if self.dtype() == STRING {
            return Self::of_strings(&self.library, &shape, self.strings().into_iter());
        }
        Self::of_bytes(&self.library, self.dtype(), &shape, self.data())
    }

    /// A tensor with a copy of the elements at `address`.
    ///
    /// The address is that of a contiguous array of this type and shape, which whoever calls keeps
    /// alive: Python's buffer protocol is not in the stable interface of the oldest Python served.
    pub fn copied_from(
        library: &Arc<TensorFlow>,
        dtype: i32,
        shape: &[i64],
        address: usize,
    ) -> Option<Self> {
        Self::filled(library, dtype, shape, |memory| {
            let source = std::ptr::with_exposed_provenance::<u8>(address);
            // SAFETY: as above; the two do not overlap, since one is fresh.
            unsafe { source.copy_to_nonoverlapping(memory.as_mut_ptr(), memory.len()) }
        })
    }

    /// A tensor of strings, which must be as many as `shape` says.
    pub fn of_strings<'a>(
        library: &Arc<TensorFlow>,
        shape: &[i64],
        strings: impl ExactSizeIterator<Item = &'a [u8]>,
    ) -> Option<Self> {
        let count = shape.iter().try_fold(1usize, |count, &size| {
            count.checked_mul(usize::try_from(size).ok()?)
        })?;
        if count != strings.len() {
            return None;
        }
        let bytes = count.checked_mul(size_of::<TString>())?;
        let dims = c_int::try_from(shape.len()).ok()?;
        let functions = &library.functions;
        // SAFETY: shape has `dims` elements. The memory holds `count` strings, each of which is
        // initialised before it is given its content; TF_DeleteTensor frees them.
        unsafe {
            let raw = (functions.TF_AllocateTensor)(STRING, shape.as_ptr(), dims, bytes);
            let tensor = Self {
                library: Arc::clone(library),
                raw: NonNull::new(raw)?,
            };
            let data = (functions.TF_TensorData)(tensor.raw.as_ptr()).cast::<TString>();
            for place in 0..count {
                (functions.TF_StringInit)(data.add(place));
            }
            for (place, string) in strings.enumerate() {
                (functions.TF_StringCopy)(data.add(place), string.as_ptr().cast(), string.len());
            }
            Some(tensor)
        }
    }

    /// The library it belongs to.
    pub fn library(&self) -> &Arc<TensorFlow> {
        &self.library
    }

    /// The type's number.
    pub fn dtype(&self) -> i32 {
        // SAFETY: the tensor is alive.
        unsafe { (self.library.functions.TF_TensorType)(self.raw.as_ptr()) }
    }

    /// The sizes of its dimensions, one after the other.
    pub fn shape(&self) -> impl ExactSizeIterator<Item = i64> + '_ {
        let functions = &self.library.functions;
        // SAFETY: the tensor is alive.
        let dims = unsafe { (functions.TF_NumDims)(self.raw.as_ptr()) };
        // SAFETY: the place is below the number of dimensions.
        (0..dims).map(|place| unsafe { (functions.TF_Dim)(self.raw.as_ptr(), place) })
    }

    /// The memory of a tensor of a type of fixed size; empty for others.
    pub fn data(&self) -> &[u8] {
        if item_bytes(self.dtype()).is_none() {
            return &[];
        }
        // SAFETY: the memory belongs to the tensor and nobody writes to it while it is shared.
        unsafe { self.memory() }
    }

    // The memory belongs to TensorFlow, not to the handle that is borrowed.
    #[allow(clippy::mut_from_ref)]
    unsafe fn memory(&self) -> &mut [u8] {
        let functions = &self.library.functions;
        // SAFETY: the caller promises that nobody else writes; pointer and size belong together.
        unsafe {
            let size = (functions.TF_TensorByteSize)(self.raw.as_ptr());
            let data = (functions.TF_TensorData)(self.raw.as_ptr()).cast::<u8>();
            if size == 0 || data.is_null() {
                return &mut [];
            }
            std::slice::from_raw_parts_mut(data, size)
        }
    }

    /// The strings of a tensor of strings; empty for others.
    pub fn strings(&self) -> Vec<&[u8]> {
        if self.dtype() != STRING {
            return Vec::new();
        }
        let functions = &self.library.functions;
        let count: i64 = self.shape().product();
        let count = usize::try_from(count).unwrap_or(0);
        // SAFETY: the memory holds as many strings as the shape says, and they live as long as it.
        unsafe {
            let data = (functions.TF_TensorData)(self.raw.as_ptr()).cast::<TString>();
            (0..count)
                .map(|place| {
                    let string = data.add(place);
                    let size = (functions.TF_StringGetSize)(string);
                    let start = (functions.TF_StringGetDataPointer)(string).cast::<u8>();
                    if size == 0 {
                        &[][..]
                    } else {
                        std::slice::from_raw_parts(start, size)
                    }
                })
                .collect()
        }
    }
}

impl Drop for Tensor {
    fn drop(&mut self) {
        // SAFETY: owned by this value alone, deleted once.
        unsafe { (self.library.functions.TF_DeleteTensor)(self.raw.as_ptr()) }
    }
}

impl Failure {
    /// What a client is told of it: no Python code of the model, and nothing that TensorFlow's
    /// Python package has added.
    pub fn told(self) -> Self {
        if self.message.contains("Traceback (most recent call last)") {
            return Self {
                code: 13,
                message: "Python code inside the model failed".to_owned(),
            };
        }
        let text = self.message.split("\n\nOriginal stack trace for").next();
        Self {
            message: text.unwrap_or_default().trim_end().to_owned(),
            ..self
        }
    }
}

/// Where a run does its work.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the thread that calls.
    Caller,
    /// On the session's pool, as the calling thread waits.
    Pool,
}

/// `RunOptions { inter_op_thread_pool: -1 }`.
const IN_CALLER: [u8; 11] = [
    0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
];

fn in_caller() -> Buffer {
    Buffer {
        data: IN_CALLER.as_ptr().cast(),
        length: IN_CALLER.len(),
        deallocator: None,
    }
}

/// Options of new sessions, to be deleted by whoever calls.
fn session_options(library: &TensorFlow, config: &[u8]) -> Result<*mut c_void, Failure> {
    let functions = &library.functions;
    let status = Status::new(library);
    // SAFETY: all arguments live through the calls; the options are deleted where they are of no use.
    unsafe {
        let options = (functions.TF_NewSessionOptions)();
        (functions.TF_SetConfig)(options, config.as_ptr().cast(), config.len(), status.raw);
        if let Err(failure) = status.check() {
            (functions.TF_DeleteSessionOptions)(options);
            return Err(failure);
        }
        Ok(options)
    }
}

/// A loaded graph. Thread-safe.
pub struct Session {
    library: Arc<TensorFlow>,
    raw: NonNull<c_void>,
    graph: NonNull<c_void>,
}

// SAFETY: TF_Session and TF_Graph are thread-safe by their contract.
unsafe impl Send for Session {}
// SAFETY: the same.
unsafe impl Sync for Session {}

// SAFETY: operations belong to a graph, which is thread-safe and outlives its endpoints' use.
unsafe impl Send for Endpoint {}
// SAFETY: the same.
unsafe impl Sync for Endpoint {}

impl Session {
    /// A session over an empty graph.
    ///
    /// # Errors
    /// TensorFlow's.
    pub fn empty(library: &Arc<TensorFlow>, config: &[u8]) -> Result<Self, Failure> {
        let functions = &library.functions;
        let status = Status::new(library);
        // SAFETY: all arguments live through the calls; what was made is deleted on each way out.
        unsafe {
            let options = session_options(library, config)?;
            let graph = (functions.TF_NewGraph)();
            let raw = (functions.TF_NewSession)(graph, options, status.raw);
            (functions.TF_DeleteSessionOptions)(options);
            Self::made(library, &status, raw, graph)
        }
    }

    /// Load a SavedModel; the session and its MetaGraphDef. What is restored and initialised is so
    /// in the calling thread, with its priority.
    ///
    ///
    /// # Errors
    /// TensorFlow's.
    pub fn load(
        library: &Arc<TensorFlow>,
        path: &str,
        tags: &[String],
        config: &[u8],
    ) -> Result<(Self, Vec<u8>), Failure> {
        let path = c_string(path)?;
        let tags = tags
            .iter()
            .map(|tag| c_string(tag))
            .collect::<Result<Vec<_>, _>>()?;
        let in_caller = in_caller();
        let tag_pointers: Vec<_> = tags.iter().map(|tag| tag.as_ptr()).collect();
        let functions = &library.functions;
        let status = Status::new(library);
        // SAFETY: all arguments live through the calls; what was made is deleted on each way out.
        unsafe {
            let options = session_options(library, config)?;
            let graph = (functions.TF_NewGraph)();
            let meta_graph = (functions.TF_NewBuffer)();
            let raw = (functions.TF_LoadSessionFromSavedModel)(
                options,
                &raw const in_caller,
                path.as_ptr(),
                tag_pointers.as_ptr(),
                c_int::try_from(tag_pointers.len()).unwrap_or(0),
                graph,
                meta_graph,
                status.raw,
            );
            (functions.TF_DeleteSessionOptions)(options);
            let bytes = bytes_of(meta_graph);
            (functions.TF_DeleteBuffer)(meta_graph);
            Ok((Self::made(library, &status, raw, graph)?, bytes))
        }
    }

    /// The session that a call has made, or its failure.
    ///
    /// # Safety
    /// The graph and, where the status is good, the session are alive and nobody else's.
    unsafe fn made(
        library: &Arc<TensorFlow>,
        status: &Status<'_>,
        raw: *mut c_void,
        graph: *mut c_void,
    ) -> Result<Self, Failure> {
        match (status.check(), NonNull::new(raw), NonNull::new(graph)) {
            (Ok(()), Some(raw), Some(graph)) => Ok(Self {
                library: Arc::clone(library),
                raw,
                graph,
            }),
            (result, _, graph) => {
                if let Some(graph) = graph {
                    // SAFETY: the caller's promise; the session was not made.
                    unsafe { (library.functions.TF_DeleteGraph)(graph.as_ptr()) }
                }
                let unknown = Failure {
                    code: 13,
                    message: "no session".to_owned(),
                };
                Err(result.err().unwrap_or(unknown))
            }
        }
    }

    /// The library it runs in.
    pub fn library(&self) -> &Arc<TensorFlow> {
        &self.library
    }

    /// An endpoint by its name, `op:0` or `op`, and its type.
    pub fn endpoint(&self, name: &str) -> Option<(Endpoint, i32)> {
        let (operation, index) = match name.rsplit_once(':') {
            Some((operation, index)) => (operation, index.parse::<c_int>().ok()?),
            None => (name, 0),
        };
        let operation = CString::new(operation).ok()?;
        let functions = &self.library.functions;
        // SAFETY: the graph is alive; the index is checked before it is used.
        unsafe {
            let operation =
                (functions.TF_GraphOperationByName)(self.graph.as_ptr(), operation.as_ptr());
            if operation.is_null() || index < 0 {
                return None;
            }
            if index >= (functions.TF_OperationNumOutputs)(operation) {
                return None;
            }
            let endpoint = Endpoint { operation, index };
            Some((endpoint, (functions.TF_OperationOutputType)(endpoint)))
        }
    }

    /// An operation by its name.
    pub fn operation(&self, name: &str) -> Option<Operation> {
        let name = CString::new(name).ok()?;
        // SAFETY: graph and name are alive.
        let found = unsafe {
            (self.library.functions.TF_GraphOperationByName)(self.graph.as_ptr(), name.as_ptr())
        };
        NonNull::new(found).map(Operation)
    }

    /// Run; blocks until the end.
    ///
    /// # Errors
    /// TensorFlow's.
    pub fn run(
        &self,
        place: Place,
        feeds: &[Endpoint],
        values: &[Tensor],
        fetches: &[Endpoint],
        targets: &[Operation],
    ) -> Result<Vec<Tensor>, Failure> {
        assert_eq!(feeds.len(), values.len());
        let functions = &self.library.functions;
        let values: Vec<_> = values.iter().map(|value| value.raw.as_ptr()).collect();
        let mut results = vec![null_mut(); fetches.len()];
        let in_caller = in_caller();
        let options = if place == Place::Caller {
            &raw const in_caller
        } else {
            null()
        };
        let status = Status::new(&self.library);
        let count = |length: usize| c_int::try_from(length).unwrap_or(c_int::MAX);
        // SAFETY: every array has the length that is given with it and lives through the call;
        // the input tensors are only read.
        unsafe {
            (functions.TF_SessionRun)(
                self.raw.as_ptr(),
                options,
                feeds.as_ptr(),
                values.as_ptr(),
                count(feeds.len()),
                fetches.as_ptr(),
                results.as_mut_ptr(),
                count(fetches.len()),
                targets.as_ptr().cast(),
                count(targets.len()),
                null_mut(),
                status.raw,
            );
        }
        let tensors: Vec<_> = results
            .into_iter()
            .filter_map(NonNull::new)
            .map(|raw| Tensor {
                library: Arc::clone(&self.library),
                raw,
            })
            .collect();
        status.check()?;
        if tensors.len() == fetches.len() {
            Ok(tensors)
        } else {
            Err(Failure {
                code: 13,
                message: "the run left outputs out".to_owned(),
            })
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let functions = &self.library.functions;
        let status = Status::new(&self.library);
        // SAFETY: owned by this value alone; no run is under way, since runs borrow it.
        unsafe {
            (functions.TF_CloseSession)(self.raw.as_ptr(), status.raw);
            (functions.TF_DeleteSession)(self.raw.as_ptr(), status.raw);
            (functions.TF_DeleteGraph)(self.graph.as_ptr());
        }
    }
}
