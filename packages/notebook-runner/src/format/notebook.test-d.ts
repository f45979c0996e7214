import type {
  ICodeCell,
  IDisplayData,
  IError,
  IExecuteResult,
  IRawCell,
  IStream,
} from '@jupyterlab/nbformat';
import { expectTypeOf, it } from 'vitest';
import type {
  CodeCell,
  DisplayOutput,
  ErrorOutput,
  ResultOutput,
  StreamOutput,
  TextCell,
} from './notebook.ts';

// A copy as a type alias: unlike an interface it may stand where an index signature is wanted.
type Plain<T> = { [Key in keyof T]: T[Key] };

it("says of outputs what Jupyter's own types say", () => {
  expectTypeOf<Plain<StreamOutput>>().toExtend<IStream>();
  expectTypeOf<DisplayOutput['output_type']>().toExtend<IDisplayData['output_type']>();
  expectTypeOf<ResultOutput['output_type']>().toExtend<IExecuteResult['output_type']>();
  expectTypeOf<ResultOutput['execution_count']>().toExtend<IExecuteResult['execution_count']>();
  expectTypeOf<Plain<ErrorOutput>>().toExtend<IError>();
});

it("says of cells what Jupyter's own types say", () => {
  expectTypeOf<CodeCell['cell_type']>().toExtend<ICodeCell['cell_type']>();
  expectTypeOf<CodeCell['source']>().toExtend<ICodeCell['source']>();
  expectTypeOf<CodeCell['execution_count']>().toExtend<ICodeCell['execution_count']>();
  expectTypeOf<TextCell['source']>().toExtend<IRawCell['source']>();
});
