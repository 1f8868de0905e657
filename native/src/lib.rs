//! The native data plane of tfserve: sockets, HTTP/2, messages and runs without the interpreter.

mod batching;
mod front;
mod tensorflow;
mod wire;

use pyo3::prelude::*;

/// The Python module.
#[pymodule]
fn tfserve_native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<front::server::NativeServer>()?;
    module.add_class::<front::access::NativeAccess>()?;
    module.add_class::<front::tls::NativeTls>()?;
    module.add_class::<front::call::NativeCall>()?;
    module.add_class::<front::snapshot::NativeVersion>()?;
    module.add_class::<front::ledger::NativeLedger>()?;
    module.add_class::<tensorflow::session::NativeRuntime>()?;
    module.add_class::<tensorflow::session::NativeSession>()?;
    module.add_class::<tensorflow::session::NativeRun>()?;
    module.add_function(wrap_pyfunction!(wire::probe::recode, module)?)?;
    module.add_function(wrap_pyfunction!(wire::probe::read_request, module)?)?;
    module.add_function(wrap_pyfunction!(wire::probe::read_timeout, module)?)?;
    module.add(
        "NativeError",
        module.py().get_type::<tensorflow::session::NativeError>(),
    )?;
    Ok(())
}
